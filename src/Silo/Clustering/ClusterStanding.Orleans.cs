using System.Diagnostics;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Cluster;
using BraidMgr.Silo.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Silo.Clustering;

/// <summary>
/// Reads the membership table every two seconds. A process that stood still (SIGSTOP, a paused machine) for about as long as the others
/// need to declare it dead trusts its memory only after it has read the table again; one that is dead never again.
/// </summary>
internal sealed partial class ClusterStanding(
    IClusterMembershipService membership, ILocalSiloDetails local, EngineOptions options, ILogger<ClusterStanding> logger)
    : BackgroundService, ISiloStanding
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Below what it takes the others to notice: no silo is declared dead before.
    private readonly TimeSpan _stillness = Max(2 * Every, options.ProbeInterval * (options.MissedProbes - 1));
    private long _lookedAt = Stopwatch.GetTimestamp();
    private long _confirmedAt = Stopwatch.GetTimestamp();
    private volatile bool _stoodStill;
    private volatile Counted? _counted;

    /// <inheritdoc/>
    public int ActiveSilos
    {
        get
        {
            // Asked whenever a connection comes back, and changed hardly ever.
            var (cluster, counted) = (membership.CurrentSnapshot, _counted);
            if (!ReferenceEquals(counted?.Cluster, cluster))
            {
                _counted = counted = new(cluster, cluster.Members.Values.Count(m => m.Status == SiloStatus.Active));
            }

            return Math.Max(1, counted!.Active);
        }
    }

    /// <inheritdoc/>
    public void RequireCurrent()
    {
        if (_stoodStill || Stopwatch.GetElapsedTime(Volatile.Read(ref _lookedAt)) > _stillness
            || Stopwatch.GetElapsedTime(Volatile.Read(ref _confirmedAt)) > options.FreshFor)
        {
            throw Error.Unavailable("This silo does not know whether it still belongs to the cluster. Try again shortly.");
        }
    }

    /// <inheritdoc/>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        if (!await LookAsync(cancellationToken))
        {
            throw Error.Unavailable("This silo does not belong to the cluster, or cannot ask it. Try again shortly.");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            _stoodStill |= Stopwatch.GetElapsedTime(_lookedAt) > _stillness;
            Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
            if (await LookAsync(stoppingToken))
            {
                Volatile.Write(ref _confirmedAt, Stopwatch.GetTimestamp());
                _stoodStill = false;
            }

            // What was waited for is not stillness.
            Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Whether the table says that this silo lives.
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await membership.Refresh(default, cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            return membership.CurrentSnapshot.GetSiloStatus(local.SiloAddress)
                is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnread(error.Message);
            return false;
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private sealed record Counted(ClusterMembershipSnapshot Cluster, int Active);

    [LoggerMessage(LogLevel.Warning, "The membership table cannot be read: {Reason}")]
    private partial void LogUnread(string reason);
}
