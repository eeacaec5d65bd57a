namespace BraidMgr.Embedded;

/// <summary>Brings the continuations of one activation's code back into its turns.</summary>
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs the first part of a call as a task of this scheduler; only the owner of the turn does this.</summary>
    public void RunHere(GrainCall call) => new Task(static call => ((GrainCall)call!).InvokeOnTarget(), call).Start(this);

    /// <summary>Runs a queued continuation; only the owner of the turn does this.</summary>
    public void RunHere(Task continuation) => TryExecuteTask(continuation);

    protected override void QueueTask(Task task)
    {
        if (task.AsyncState is GrainCall)
        {
            TryExecuteTask(task);
        }
        else
        {
            activation.Post(task);
        }
    }

    // Inlining is right only inside a turn of this very activation: elsewhere two turns would run at once.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && RuntimeContext.Current == activation && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => activation.GetQueuedTasks();
}
