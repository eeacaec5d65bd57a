using System.Diagnostics;
using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Orgs;

/// <summary>A write that waits for its commit.</summary>
internal sealed record PendingWrite(Write Write, long EnqueuedAt)
{
    /// <summary>The trace of the request that it came with.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    /// <summary>Completed with the returned row, null for none, or the error. Its continuations run in turns of their own.</summary>
    public TaskCompletionSource<object?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
