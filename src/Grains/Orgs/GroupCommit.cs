using System.Data;
using System.Diagnostics;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Orgs.Statements;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// Commits writes in groups, one transaction at a time: while one commits, the next gathers (architecture, rules 4 and 5).
/// Runs on the scheduler of the grain that owns it.
/// </summary>
/// <param name="organizationId">Whose writes these are, for the log.</param>
/// <param name="database">Answers with the database, opened and owned.</param>
/// <param name="outcomeUnknown">Told of a group whose outcome is unknown, and of what is in it, before its writes are answered.</param>
/// <param name="options">Bounds.</param>
/// <param name="logger">Where unknown outcomes are logged.</param>
internal sealed partial class GroupCommit(
    Guid organizationId, Func<Task<OrgDatabase>> database, Action<Exception, IEnumerable<Write>> outcomeUnknown, PoolOptions options, ILogger logger)
{
    // The group has waited for the lock already; its parts only find out whose it is.
    private const int ShortLockTimeout = 10;

    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromSeconds(1);

    private readonly WriteQueue _queue = new(options.MaxGroupSize);
    private List<StatementSet> _group = [];

    /// <summary>The loop that commits while writes wait; completed when there are none.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>How many writes wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Adds a write and answers when it is committed.</summary>
    public Task<object?> Add(Write write)
    {
        if (_queue.Count >= options.MaxQueuedWrites)
        {
            throw Error.Busy($"{_queue.Count} changes of this organization wait already (Pool:MaxQueuedWrites). Retry after 1 s.");
        }

        var pending = new PendingWrite(write, Stopwatch.GetTimestamp());
        _queue.Enqueue(pending);
        if (Running.IsCompleted)
        {
            Running = Run();
        }

        return pending.Answer.Task;
    }

    /// <summary>
    /// Completes when every write that was added before is answered, whatever its answer: what is read then holds what it did, also where
    /// its caller gave up. UNAVAILABLE when that takes longer than a statement may.
    /// </summary>
    public async Task Settled()
    {
        var before = Task.WhenAll(_group.SelectMany(set => set.Members).Concat(_queue.Waiting).Select<PendingWrite, Task>(write => write.Answer.Task));
        await before.WaitAsync(TimeSpan.FromMilliseconds(options.WriteTimeoutMilliseconds))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!before.IsCompleted)
        {
            throw Error.Unavailable("The writes before are not answered yet. Try again.");
        }
    }

    private async Task Run()
    {
        // It outlives the request that began it, and is no part of its trace.
        Activity.Current = null;
        while (_queue.Count > 0)
        {
            RefuseExpired();
            _group = _queue.TakeGroup();
            await Watch(RunGroup(_group));
            _group = [];
        }
    }

    // A group that hangs does not keep those behind it beyond their time.
    private async Task Watch(Task group)
    {
        while (!group.IsCompleted)
        {
            // The time may be up in the moment in which the group completes: that is no error, and must not end the loop.
            await group.WaitAsync(ExpiryInterval).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            RefuseExpired();
        }

        await group;
    }

    private void RefuseExpired()
    {
        var deadline = Stopwatch.GetTimestamp() - (options.QueueTimeoutSeconds * Stopwatch.Frequency);
        foreach (var late in _queue.TakeOlderThan(deadline))
        {
            late.Answer.TrySetException(Error.Busy(
                $"The change waited for more than {options.QueueTimeoutSeconds} s (Pool:QueueTimeoutSeconds) and was not made. Try again."));
        }
    }

    private async Task RunGroup(List<StatementSet> group)
    {
        if (group.Count == 0)
        {
            return;
        }

        ConnectionPool.Lease lease;
        try
        {
            lease = await (await database()).Rent(CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Nothing was sent: these writes are refused, and their outcome is known.
            Fail(group, SqlStates.Translate(error));
            return;
        }

        using (lease)
        {
            if (IsLate(group))
            {
                // Whoever waits for these has given up, or soon does: what is in memory then must not change behind it.
                Fail(group, Error.Unavailable($"The database was not there for {options.QueueTimeoutSeconds} s and more; the change was not made. Try again."));
                return;
            }

            await CommitOrSplit(lease.Connection, group, options.LockTimeoutMilliseconds);
        }
    }

    private bool IsLate(List<StatementSet> group) =>
        Stopwatch.GetElapsedTime(group[0].Members[0].EnqueuedAt).TotalSeconds > 2 * options.QueueTimeoutSeconds;

    private async Task CommitOrSplit(NpgsqlConnection connection, List<StatementSet> group, int lockTimeout)
    {
        try
        {
            await (await database()).Commit(connection, group, lockTimeout);
            group.ForEach(set => set.Acknowledge());
        }
        catch (PostgresException stale) when (SqlStates.IsStalePlan(stale) && connection.State == ConnectionState.Open)
        {
            // Rolled back as a whole, and prepared anew: it cannot be stale again but by another migration.
            await CommitOrSplit(connection, group, lockTimeout);
        }
        catch (PostgresException error) when (SqlStates.IsOwnError(error))
        {
            await RunAgain(connection, group, error, error.SqlState == SqlStates.LockNotAvailable ? ShortLockTimeout : lockTimeout);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogUnknown(error, organizationId, group.Sum(s => s.Members.Count));
            outcomeUnknown(error, group.SelectMany(set => set.Members).Select(member => member.Write));
            Fail(group, OutcomeUnknownException.Because(error));
        }
    }

    /// <summary>
    /// A statement raised an error of its own and the transaction is rolled back: what stood before its set runs again, then the set
    /// in halves until the culprit stands alone, then the rest. The order of the writes stays.
    /// </summary>
    private async Task RunAgain(NpgsqlConnection connection, List<StatementSet> group, PostgresException error, int lockTimeout)
    {
        if (group is [{ Members.Count: 1 }] || IsOfFence(error, group))
        {
            Fail(group, SqlStates.Translate(error));
            return;
        }

        foreach (var part in Split(group, error))
        {
            await CommitOrSplit(connection, part, lockTimeout);
        }
    }

    // The fence is the same for every part: what it refuses, such as a lock that is not to be had, it would refuse each of them.
    private static bool IsOfFence(PostgresException error, List<StatementSet> group) =>
        error.BatchCommand is not null && SetOf(error, group) < 0;

    // Command 0 of the batch is the fence. An error at the commit (a deferred constraint) names no command.
    private static int SetOf(PostgresException error, List<StatementSet> group) =>
        error.BatchCommand is null ? -1 : group.FindIndex(s => s.Members[0].Write.Sql == error.BatchCommand.CommandText);

    private static IEnumerable<List<StatementSet>> Split(List<StatementSet> group, PostgresException error)
    {
        var failed = SetOf(error, group);
        if (failed < 0)
        {
            return Halves(group);
        }

        var parts = new List<List<StatementSet>> { group[..failed] };
        parts.AddRange(group[failed].Members.Count == 1 ? [[group[failed]]] : Halves([group[failed]]));
        parts.Add(group[(failed + 1)..]);
        return parts.Where(p => p.Count > 0);
    }

    private static IEnumerable<List<StatementSet>> Halves(List<StatementSet> group)
    {
        if (group.Count > 1)
        {
            return [group[..(group.Count / 2)], group[(group.Count / 2)..]];
        }

        var members = group[0].Members;
        return [[Part(members.Take(members.Count / 2))], [Part(members.Skip(members.Count / 2))]];

        StatementSet Part(IEnumerable<PendingWrite> writes)
        {
            var part = new StatementSet { Kind = group[0].Kind };
            foreach (var write in writes)
            {
                part.Add(write);
            }

            return part;
        }
    }

    private static void Fail(List<StatementSet> group, BraidException error)
    {
        foreach (var write in group.SelectMany(set => set.Members))
        {
            write.Answer.TrySetException(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The outcome of a group of {Writes} writes of organization {OrganizationId} is unknown")]
    private partial void LogUnknown(Exception error, Guid organizationId, int writes);
}
