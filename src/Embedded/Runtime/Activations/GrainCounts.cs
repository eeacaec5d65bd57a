using System.Diagnostics.Metrics;

namespace BraidMgr.Embedded;

/// <summary>How many activations there are, by grain type: the metric that Orleans has, under its name.</summary>
internal sealed class GrainCounts : IDisposable
{
    private readonly Meter _meter = new("Microsoft.Orleans");

    public GrainCounts(Catalog catalog) => _meter.CreateObservableUpDownCounter(
        "orleans-grains",
        () => catalog.Activations.CountBy(activation => activation.GrainId.Type.ToString())
            .Select(count => new Measurement<int>(count.Value, new KeyValuePair<string, object?>("type", count.Key))),
        description: "Activations, by grain type");

    public void Dispose() => _meter.Dispose();
}
