using System.Diagnostics;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// An organization's database while one activation owns it: the pool, the token that fences its writes, and the two ways to run
/// statements. It knows no rules; <see cref="OrgGrain"/> decides when and in what order.
/// </summary>
internal sealed partial class OrgDatabase(ConnectionPool pool, Guid organizationId, PoolOptions options, ILogger logger) : IAsyncDisposable
{
    // An older schema is refused before anything is taken: a host of the version before may serve it meanwhile.
    private const string TakeSql = """
        SELECT version, CASE WHEN version >= $3 THEN braid_take_ownership($1, $2) END
        FROM (SELECT coalesce(max(version), 0) AS version FROM schema_migrations) journal
        """;

    private static readonly int RequiredVersion = SchemaVersion.Required(DatabaseKind.Org);

    private Guid _token;

    /// <summary>The number of this ownership; rises with every takeover.</summary>
    public long Epoch { get; private set; }

    /// <summary>
    /// Makes a new token the only one that may write. It waits for a group that is still running, so that afterwards the outcome
    /// of everything that was sent under an older token is settled. Refuses a database of another organization, and one whose schema is
    /// older than this build needs; a newer one can be served.
    /// </summary>
    public async Task TakeOwnership(CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid();
        using var lease = await pool.Rent(cancellationToken);
        Epoch = await PreparedStatements.Guard(lease.Connection, () => TakeOwnership(lease.Connection, token, cancellationToken));
        _token = token;
    }

    /// <summary>A connection for a group; apart from the commit, because a failure here means that nothing was sent.</summary>
    public Task<ConnectionPool.Lease> Rent(CancellationToken cancellationToken) => pool.Rent(cancellationToken);

    /// <summary>Closes connections that nobody uses, and with them what is prepared on them.</summary>
    public void Forget() => pool.Clear();

    /// <summary>Closes connections that nobody used for Pool:IdleSeconds.</summary>
    public void Prune() => pool.Prune();

    /// <summary>
    /// Runs the sets of a group as one transaction in one round trip. When this returns, the group is committed. No token cancels
    /// it: what was sent is seen through.
    /// </summary>
    /// <param name="connection">Rented for the group.</param>
    /// <param name="sets">The group.</param>
    /// <param name="lockTimeoutMilliseconds">How long it may wait for a lock.</param>
    public async Task Commit(NpgsqlConnection connection, IReadOnlyList<StatementSet> sets, int lockTimeoutMilliseconds)
    {
        using var activity = StartCommit(sets);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var writes = await PreparedStatements.Guard(connection, () => Send(connection, sets, lockTimeoutMilliseconds));
            OrgMetrics.Group(organizationId, writes, Stopwatch.GetElapsedTime(began));
        }
        finally
        {
            LogIfSlow(sets, Stopwatch.GetElapsedTime(began));
        }
    }

    private async Task<long> TakeOwnership(NpgsqlConnection connection, Guid token, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = options.CommandTimeoutSeconds };
        batch.BatchCommands.Add(Command("SELECT set_config('lock_timeout', $1, true)", (options.WriteTimeoutMilliseconds * 2).ToString()));
        batch.BatchCommands.Add(Command(TakeSql, organizationId, token, RequiredVersion));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var version = reader.GetInt32(0);
        var epoch = version >= RequiredVersion ? reader.GetInt64(1) : throw TooOld(version);
        while (await reader.NextResultAsync(cancellationToken))
        {
            // The answer to the last statement is not yet the commit: that comes with the end of the batch.
        }

        return epoch;
    }

    /// <summary>How many writes it were.</summary>
    private async Task<int> Send(NpgsqlConnection connection, IReadOnlyList<StatementSet> sets, int lockTimeoutMilliseconds)
    {
        var factor = sets.Max(set => set.Members[0].Write.TimeFactor);
        await using var batch = new NpgsqlBatch(connection) { Timeout = factor * options.GroupTimeoutSeconds };
        batch.BatchCommands.Add(Command(
            "SELECT braid_begin_write($1, $2, $3)", _token, factor * options.WriteTimeoutMilliseconds, lockTimeoutMilliseconds));
        foreach (var set in sets)
        {
            batch.BatchCommands.Add(set.ToCommand());
        }

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        foreach (var set in sets)
        {
            await reader.NextResultAsync(CancellationToken.None);
            await set.Read(reader);
        }

        // The commit is known only when the server is ready for the next query, which the end of the results implies.
        await reader.NextResultAsync(CancellationToken.None);
        await reader.CloseAsync();
        return sets.Sum(set => set.Members.Count);
    }

    /// <summary>Runs a query.</summary>
    public async Task<object?> Run(Query query, CancellationToken cancellationToken)
    {
        var name = query.GetType().Name;
        using var activity = Telemetry.Source.StartActivity(name, ActivityKind.Client);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await Read(query, cancellationToken);
        }
        finally
        {
            // One that ends in an error, such as for the time that it took, is slow all the same.
            var took = Stopwatch.GetElapsedTime(began);
            OrgMetrics.Query(name, took);
            if (took.TotalMilliseconds >= options.SlowMilliseconds)
            {
                LogSlow(name, (int)took.TotalMilliseconds, organizationId);
            }
        }
    }

    /// <summary>What the pool and the queue before it are like now.</summary>
    public OrgGauges Gauges(int waitingQueries, int waitingWrites)
    {
        var (open, busy) = pool.Counts;
        return new(open, busy, waitingQueries, waitingWrites);
    }

    private async Task<object?> Read(Query query, CancellationToken cancellationToken)
    {
        using var lease = await pool.Rent(cancellationToken);
        try
        {
            return await PreparedStatements.Guard(lease.Connection, () => Run(lease.Connection, query, cancellationToken));
        }
        catch (PostgresException stale) when (SqlStates.IsStalePlan(stale))
        {
            return await PreparedStatements.Guard(lease.Connection, () => Run(lease.Connection, query, cancellationToken));
        }
    }

    private async Task<object?> Run(NpgsqlConnection connection, Query query, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = options.CommandTimeoutSeconds };
        foreach (var sql in query.Sql)
        {
            var command = new NpgsqlBatchCommand(sql);
            query.Bind(command.Parameters);
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await query.ReadAnswer(reader, cancellationToken);
    }

    /// <summary>Closes the pool.</summary>
    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private BraidException TooOld(int version) => Error.Unavailable(
        $"The database of organization {organizationId} is at schema version {version}; this host needs {RequiredVersion}. Run: braidmgr migrate orgs",
        retryAfterSeconds: 30);

    // Part of the trace of its first write; the others' are linked.
    private static Activity? StartCommit(IReadOnlyList<StatementSet> sets)
    {
        if (!Telemetry.Source.HasListeners())
        {
            return null;
        }

        var traces = sets.SelectMany(set => set.Members).Select(write => write.Trace).Where(trace => trace != default).ToList();
        return Telemetry.Source.StartActivity(
            "commit", ActivityKind.Client, traces.FirstOrDefault(), [new("braid.statements", NamesOf(sets))],
            traces.Skip(1).Select(trace => new ActivityLink(trace)));
    }

    private void LogIfSlow(IReadOnlyList<StatementSet> sets, TimeSpan took)
    {
        if (took.TotalMilliseconds >= options.SlowMilliseconds)
        {
            LogSlow(NamesOf(sets), (int)took.TotalMilliseconds, organizationId);
        }
    }

    private static string NamesOf(IReadOnlyList<StatementSet> sets) => string.Join(", ", sets.Select(set => set.Kind.Name));

    // The names of statements only: their values are users' texts.
    [LoggerMessage(LogLevel.Warning, "{Statement} took {Milliseconds} ms in organization {OrganizationId}")]
    private partial void LogSlow(string statement, int milliseconds, Guid organizationId);

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
