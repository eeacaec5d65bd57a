using BraidMgr.Grains.Cluster;
using BraidMgr.Grains.Orgs.Statements;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// One organization's database: looks its name up once, owns its pool, fences its writes and commits them in groups (architecture,
/// rules 1 to 5, 9 and 10). It knows no projects and no items, and awaits no other grain.
/// </summary>
[Reentrant]
internal sealed partial class OrgGrain : Grain, IOrgGrain
{
    private static readonly TimeSpan PruneEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadsEndAfter = TimeSpan.FromSeconds(5);

    private readonly OrgDirectory _directory;
    private readonly ISiloStanding _standing;
    private readonly PoolOptions _options;
    private readonly ILogger<OrgGrain> _logger;
    private readonly Ownership _ownership;
    private readonly GroupCommit _commits;
    private readonly QueryGate _gate;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenRegistration _hostStops;
    private OrgDatabase? _database;
    private Task<OrgDatabase>? _owned;

    /// <summary>Made by the engine.</summary>
    public OrgGrain(
        OrgDirectory directory, Ownerships ownerships, ISiloStanding standing, IHostApplicationLifetime host, IOptions<PoolOptions> options,
        ILogger<OrgGrain> logger)
    {
        (_directory, _standing, _options, _logger) = (directory, standing, options.Value, logger);
        _ownership = ownerships.Of(OrganizationId);
        _commits = new GroupCommit(OrganizationId, Database, OutcomeUnknown, _options, logger);
        _gate = new QueryGate(_options);
        _hostStops = host.ApplicationStopping.Register(() => _closing.CancelAfter(ReadsEndAfter));
    }

    /// <summary>The organization's id.</summary>
    private Guid OrganizationId => this.GetPrimaryKey();

    /// <inheritdoc/>
    public Task<object?> ExecuteWrite(Write write) => _commits.Add(write);

    /// <inheritdoc/>
    public async Task<object?> RunQuery(Query query)
    {
        if (query.AfterWrites)
        {
            await _commits.Settled();
        }

        try
        {
            using var slot = await _gate.Enter(_closing.Token);
            return await (await Database()).Run(query, _closing.Token);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException or ObjectDisposedException)
        {
            // The last two: the activation ends while this waits.
            throw SqlStates.Translate(error);
        }
    }

    /// <inheritdoc/>
    public Task Migrated()
    {
        _database?.Forget();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Leave()
    {
        _ownership.Lost();
        End();
        return Task.CompletedTask;
    }

    /// <summary>The database, opened and owned. After an unknown outcome it is owned anew first, which settles that outcome.</summary>
    private Task<OrgDatabase> Database()
    {
        if (_owned is null || _owned.IsFaulted || _owned.IsCanceled)
        {
            _owned = TakeOwnership();
        }

        return _owned;
    }

    /// <summary>
    /// Told of a group whose outcome is unknown: what its changes count in is distrusted, beside what the grains that made them hold. Where
    /// another activation has taken over, this one ends; else a new token is taken before anything else runs.
    /// </summary>
    private void OutcomeUnknown(Exception error, IEnumerable<Write> writes)
    {
        if (error is PostgresException { SqlState: SqlStates.Fenced })
        {
            LogFenced(OrganizationId, _database?.Epoch ?? 0);
            _ownership.TakenOver();
            OrgMetrics.Lost();
            End();
            return;
        }

        OrgMetrics.OutcomeUnknown();
        foreach (var write in writes)
        {
            _ownership.Doubt(write.CountsIn);
        }

        _owned = null;
    }

    // An activation ends when its last call has: reads get 5 s, then their commands are cancelled.
    private void End()
    {
        _closing.CancelAfter(ReadsEndAfter);
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _hostStops.Dispose();
        // The running group is seen through.
        _closing.CancelAfter(ReadsEndAfter);
        await _commits.Running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_database is not null)
        {
            OrgMetrics.Closed(OrganizationId);
            await _database.DisposeAsync();
        }

        _closing.Dispose();
    }

    private async Task<OrgDatabase> TakeOwnership()
    {
        try
        {
            await Task.Delay(_ownership.Pause(), _closing.Token);
            // A silo that was declared dead while it stood still must not take back what others own by now.
            await _standing.ConfirmAsync(_closing.Token);
            _database ??= await Open();
            await _database.TakeOwnership(_closing.Token);
            _ownership.Taken(_database.Epoch);
            LogOwned(OrganizationId, _database.Epoch);
            return _database;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            // A database that is not where it was: the next activation looks it up again.
            if (error is PostgresException { SqlState: "3D000" or SqlStates.WrongOrganization })
            {
                DeactivateOnIdle();
            }

            throw SqlStates.Translate(error);
        }
    }

    private async Task<OrgDatabase> Open()
    {
        var database = new OrgDatabase(await _directory.OpenPool(OrganizationId, _closing.Token), OrganizationId, _options, _logger);
        OrgMetrics.Opened(OrganizationId, () => database.Gauges(_gate.Waiting, _commits.Waiting));
        this.RegisterGrainTimer(Prune, new GrainTimerCreationOptions(PruneEvery, PruneEvery) { Interleave = true });
        return database;

        Task Prune(CancellationToken cancellationToken)
        {
            database.Prune();
            return Task.CompletedTask;
        }
    }

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId} is owned here, epoch {Epoch}")]
    private partial void LogOwned(Guid organizationId, long epoch);

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId} was taken over by another activation; this one, of epoch {Epoch}, ends")]
    private partial void LogFenced(Guid organizationId, long epoch);
}
