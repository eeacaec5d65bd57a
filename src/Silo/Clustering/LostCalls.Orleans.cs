using BraidMgr.Silo.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Messaging;

namespace BraidMgr.Silo.Clustering;

/// <summary>
/// Ends calls of a client whose answers will not come. A silo learns from the membership table that another is gone and ends its own
/// calls to it; a client is told nothing, and would wait for the whole response timeout. So what was under way when a silo was lost,
/// and has no answer a second later, fails as unavailable: whoever may ask again does so (Retries).
/// </summary>
internal sealed partial class LostCalls(IGatewayListProvider silos, EngineOptions options, ILogger<LostCalls> logger)
    : BackgroundService, IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A silo's connection ended, which tells of one that was killed before the others have declared it dead.</summary>
    public void ConnectionsChanged(object? sender, GatewayCountChangedEventArgs connections)
    {
        if (connections.NumberOfConnectedGateways < connections.PreviousNumberOfConnectedGateways)
        {
            SiloLost();
        }
    }

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var lost = Volatile.Read(ref _lost).Task;
        var call = context.Invoke();
        if (await Task.WhenAny(call, lost) != call && await Task.WhenAny(call, Task.Delay(Grace)) != call)
        {
            call.Ignore();
            throw new SiloUnavailableException("A silo was lost while the call was under way.");
        }

        await call;
    }

    /// <summary>Looks for silos that are not in the membership table any more: one that stands still keeps its connections.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ProbeInterval);
        IList<Uri> before = [];
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = await silos.GetGateways();
                if (before.Except(now).Any())
                {
                    SiloLost();
                }

                before = now;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogUnread(error.Message);
            }
        }
    }

    private void SiloLost() => Interlocked.Exchange(ref _lost, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    [LoggerMessage(LogLevel.Warning, "The membership table cannot be read: {Reason}")]
    private partial void LogUnread(string reason);
}
