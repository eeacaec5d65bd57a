using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using Microsoft.Extensions.Logging.Abstractions;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>Runs writes through a group commit on a single-threaded scheduler, as a grain would.</summary>
internal sealed class Writer
{
    private readonly TaskFactory _turns = new(
        CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None,
        new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);

    private readonly GroupCommit _commits;

    public Writer(OrgDatabase database, PoolOptions? options = null) => _commits = new GroupCommit(
        Guid.Empty, () => Task.FromResult(database), (error, _) => Unknown = error, options ?? new PoolOptions(), NullLogger.Instance);

    /// <summary>The error that left an outcome unknown.</summary>
    public Exception? Unknown { get; private set; }

    /// <summary>Hands all writes over in one turn, so that they gather, and answers with what became of each.</summary>
    public async Task<Outcome[]> Together(IEnumerable<Write> writes)
    {
        var tasks = await _turns.StartNew(() => writes.Select(_commits.Add).ToList());
        return await Task.WhenAll(tasks.Select(Outcome.Of));
    }

    /// <summary>Hands one write over when the one before is answered.</summary>
    public async Task<Outcome[]> OneByOne(IEnumerable<Write> writes)
    {
        var outcomes = new List<Outcome>();
        foreach (var write in writes)
        {
            outcomes.AddRange(await Together([write]));
        }

        return [.. outcomes];
    }
}

/// <summary>What became of a write: its row, no row, or an error.</summary>
internal sealed record Outcome(object? Row, Exception? Error)
{
    /// <summary>In one word, for comparing.</summary>
    public string Kind => Error?.GetType().Name ?? (Row is null ? "no row" : "committed");

    public static async Task<Outcome> Of(Task<object?> task)
    {
        try
        {
            return new(await task, null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new(null, error);
        }
    }
}
