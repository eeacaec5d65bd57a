using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Orgs;

/// <summary>A write that waits for its commit.</summary>
internal sealed record PendingWrite(Write Write, long EnqueuedAt)
{
    /// <summary>Completed with the returned row, null for none, or the error. Its continuations run in turns of their own.</summary>
    public TaskCompletionSource<object?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
