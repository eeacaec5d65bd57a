using Npgsql;

namespace BraidMgr.Grains.Orgs.Connections;

/// <summary>Somebody who waits for a connection: one that its own pool gets back, or room in the budget to open another.</summary>
/// <param name="pool">The pool that it rents from; null for a tool, which has none.</param>
/// <param name="isFirst">The pool has no connection yet.</param>
/// <param name="isPatient">It waits a moment for one that is in use before it asks for another.</param>
internal sealed class Renter(ConnectionPool? pool, bool isFirst, bool isPatient = false)
{
    private readonly TaskCompletionSource<NpgsqlConnection?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The pool that it rents from; null for a tool.</summary>
    public ConnectionPool? Pool { get; } = pool;

    /// <summary>The pool had no connection when it began to wait.</summary>
    public bool IsFirst { get; } = isFirst;

    /// <summary>One that is in use may come back for it: no more wait than there are.</summary>
    public bool IsPatient { get; } = isPatient;

    /// <summary>How many connections its pool has by now; a tool is served as if it had none.</summary>
    public int Has => Pool?.Open ?? 0;

    /// <summary>A connection, or null when one may be opened.</summary>
    public Task<NpgsqlConnection?> Answer => _answer.Task;

    /// <summary>Allows one more connection; false when it no longer waits.</summary>
    public bool Grant() => _answer.TrySetResult(null);

    /// <summary>Hands a connection over; false when it no longer waits.</summary>
    public bool Hand(NpgsqlConnection connection) => _answer.TrySetResult(connection);

    /// <summary>Stops waiting; false when it was answered meanwhile.</summary>
    public bool GiveUp() => _answer.TrySetCanceled();
}
