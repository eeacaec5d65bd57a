using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>The in-process silo: it starts and stops with the host.</summary>
internal sealed class EmbeddedSilo : IHostedService, IDisposable
{
    private readonly Timer _collector;
    private readonly GrainCounts _counts;
    private volatile Phase _phase;

    public EmbeddedSilo(
        IServiceProvider services,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        IOptions<EmbeddedTracingOptions> tracing,
        ILogger<EmbeddedSilo> logger)
    {
        Services = services;
        Logger = logger;
        Collection = collection.Value;
        PropagatesActivities = tracing.Value.PropagatesActivities;
        Timeouts = new CallTimeouts(messaging.Value.ResponseTimeout);
        Manifest = new SiloManifest(ApplicationParts.Collect());
        Catalog = new Catalog(this);
        References = new References(this);
        _counts = new GrainCounts(Catalog);
        _collector = new Timer(static silo => ((EmbeddedSilo)silo!).CollectIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Phase
    {
        Created,
        Serving,
        Stopping,
        Stopped,
    }

    public IServiceProvider Services { get; }

    public ILogger Logger { get; }

    public GrainCollectionOptions Collection { get; }

    public CallTimeouts Timeouts { get; }

    public bool PropagatesActivities { get; }

    public SiloManifest Manifest { get; }

    public Catalog Catalog { get; }

    public References References { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _phase = Phase.Serving;
        _collector.Change(Collection.CollectionQuantum, Collection.CollectionQuantum);
        return Task.CompletedTask;
    }

    /// <summary>Deactivates every grain; while it does, grains may still call each other but nobody else may call them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _phase = Phase.Stopping;
        await _collector.DisposeAsync();
        try
        {
            while (Catalog.Activations.ToArray() is { Length: > 0 } activations)
            {
                await DeactivateAsync(activations, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Logger.LogWarning("The host's shutdown timeout ended before every grain was deactivated");
        }

        _phase = Phase.Stopped;
        Timeouts.EndAll(new SiloUnavailableException("The silo stopped before it could answer."));
    }

    /// <summary>Why the silo does not take calls from here now; null when it does.</summary>
    public SiloUnavailableException? Refusal() => _phase switch
    {
        Phase.Serving => null,
        Phase.Stopping when RuntimeContext.Current is not null => null,
        Phase.Created => new("The silo takes no calls yet: it starts with its host."),
        _ => new("The silo takes no calls any more: its host is stopping."),
    };

    /// <summary>Gives a call that has run its outcome; a failure that nobody awaits is logged.</summary>
    public void Answer(GrainCall call)
    {
        // Reading the exception also marks it observed: its caller may have given up.
        var exception = call.Result!.Exception;
        if (call.IsOneWay && exception is not null)
        {
            Logger.LogWarning(exception, "{Call} failed; nobody awaits it", call);
        }

        call.AnswerWithResult();
    }

    public void Dispose()
    {
        _collector.Dispose();
        _counts.Dispose();
        Timeouts.Dispose();
    }

    private static Task DeactivateAsync(Activation[] activations, CancellationToken cancellationToken)
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is shutting down.");
        foreach (var activation in activations)
        {
            activation.Deactivate(reason, cancellationToken);
        }

        return Task.WhenAll(activations.Select(static activation => activation.Deactivated)).WaitAsync(cancellationToken);
    }

    private void CollectIdle()
    {
        var now = Environment.TickCount64;
        foreach (var activation in Catalog.Activations)
        {
            activation.CollectIfIdle(now);
        }
    }
}
