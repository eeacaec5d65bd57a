using BraidMgr.Silo.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Silo.Clustering;

/// <summary>
/// Ends calls of a client whose answers will not come. A silo learns from the membership table that another is gone and ends its own
/// calls to it; a client is told nothing, and would wait for the whole response timeout. So what was under way when a silo was lost,
/// and has no answer some two seconds later, fails as unavailable: whoever may ask again does so (Retries). A silo that stops in good order
/// answers first what it was asked, and the calls of the others are none of its business: then it takes longer than a silo may take to stop.
/// </summary>
internal sealed partial class LostCalls(MembershipTable table, EngineOptions options, ILogger<LostCalls> logger)
    : BackgroundService, IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // One that stops ends its connections and writes down its state at the same time: the table is asked when that is surely written.
    private static readonly TimeSpan UntilWritten = TimeSpan.FromSeconds(1);

    // A host's ShutdownTimeout is 9 s; what it has not answered by then it will not answer.
    private static readonly TimeSpan GraceOfLeaving = TimeSpan.FromSeconds(11);

    private readonly SemaphoreSlim _look = new(1);
    private TaskCompletionSource<TimeSpan> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // With the suspicions that there were of each.
    private IReadOnlyDictionary<string, string> _active = new Dictionary<string, string>();
    private long _leftAt = Environment.TickCount64 - (long)GraceOfLeaving.TotalMilliseconds;

    /// <summary>A silo's connection ended, which tells of one that was killed before the others have declared it dead.</summary>
    public void ConnectionsChanged(object? sender, GatewayCountChangedEventArgs connections)
    {
        if (connections.NumberOfConnectedGateways < connections.PreviousNumberOfConnectedGateways)
        {
            _ = LookWhenWrittenAsync();
        }
    }

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var lost = Volatile.Read(ref _lost).Task;
        var call = context.Invoke();
        if (await Task.WhenAny(call, lost) != call && await Task.WhenAny(call, Task.Delay(await lost)) != call)
        {
            call.Ignore();
            throw new SiloUnavailableException("A silo was lost while the call was under way.");
        }

        await call;
    }

    /// <summary>Looks for silos that are not active any more: one that stands still keeps its connections.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ProbeInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(connectionLost: false, stoppingToken);
        }
    }

    private async Task LookWhenWrittenAsync()
    {
        await Task.Delay(UntilWritten);
        await LookAsync(connectionLost: true, CancellationToken.None);
    }

    private async Task LookAsync(bool connectionLost, CancellationToken cancellationToken)
    {
        try
        {
            await _look.WaitAsync(cancellationToken);
            try
            {
                Compare(await table.ReadAsync(cancellationToken), connectionLost);
            }
            finally
            {
                _look.Release();
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnread(error.Message);
            if (connectionLost)
            {
                SiloLost(Grace);
            }
        }
    }

    private void Compare(IReadOnlyDictionary<string, SiloEntry> now, bool connectionLost)
    {
        var gone = _active.Where(silo => !now.TryGetValue(silo.Key, out var entry) || entry.State != SiloState.Active).ToList();
        var isLost = gone.Any(silo => !HasLeft(now, silo.Key, silo.Value));
        _active = now.Where(silo => silo.Value.State == SiloState.Active).ToDictionary(silo => silo.Key, silo => silo.Value.Suspicions);
        if (gone.Count > 0 && !isLost)
        {
            _leftAt = Environment.TickCount64;
            SiloLost(GraceOfLeaving);
        }

        // Who left in good order ends its connection too, in its time.
        if (isLost || (connectionLost && Environment.TickCount64 - _leftAt > GraceOfLeaving.TotalMilliseconds))
        {
            SiloLost(Grace);
        }
    }

    // Whoever declares another dead writes down that it suspects it; a silo that stops writes its own states, whoever suspected it before.
    private static bool HasLeft(IReadOnlyDictionary<string, SiloEntry> now, string silo, string suspicionsBefore) =>
        now.TryGetValue(silo, out var entry) && (entry.State == SiloState.Stops || (entry.State == SiloState.Dead && entry.Suspicions == suspicionsBefore));

    private void SiloLost(TimeSpan grace) =>
        Interlocked.Exchange(ref _lost, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(grace);

    [LoggerMessage(LogLevel.Warning, "The membership table cannot be read: {Reason}")]
    private partial void LogUnread(string reason);
}
