using System.Diagnostics.Metrics;
using BraidMgr.Grains;
using BraidMgr.Grains.Orgs;

namespace BraidMgr.Silo.Clustering;

/// <summary>Counts calls to organizations' databases by whether the calling grain is in the same process.</summary>
internal sealed class PlacementMeter(ILocalActivationStatusChecker here) : IIncomingGrainCallFilter
{
    private static readonly KeyValuePair<string, object?> Local = new("place", "local");
    private static readonly KeyValuePair<string, object?> Remote = new("place", "remote");

    private readonly Counter<long> _calls = Telemetry.Meter.CreateCounter<long>("braid.org.calls", description: "Calls to organizations' databases");

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.SourceId is { } source && context.Request.GetInterfaceType() == typeof(IOrgGrain))
        {
            _calls.Add(1, here.IsLocallyActivated(source) ? Local : Remote);
        }

        return context.Invoke();
    }
}
