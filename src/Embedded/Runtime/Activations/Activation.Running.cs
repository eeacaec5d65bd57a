using System.Diagnostics;

namespace BraidMgr.Embedded;

/// <summary>Running the grain's code; whoever calls these owns the turn.</summary>
internal sealed partial class Activation
{
    /// <summary>Runs a call on its caller's thread, which then leaves the turn.</summary>
    private void RunFirst(GrainCall call)
    {
        Run(call);
        if (call.IsPending)
        {
            call.StartClock(Silo.Timeouts);
        }

        LeaveTurn(call.IsPending ? null : call);
    }

    private void RunQueued(GrainCall call)
    {
        Run(call);
        if (!call.IsPending)
        {
            OnDone(call);
        }
    }

    private static void Run(GrainCall call) => ExecutionContext.Run(call.Context, static state => RunInContext((GrainCall)state!), call);

    private static void RunInContext(GrainCall call)
    {
        // The caller's synchronization context would win over our scheduler at every await; leaving this context restores it.
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        if (call.Activity is not null)
        {
            Activity.Current = call.Activity;
        }

        var activation = (Activation)call.Target!;
        var outer = RuntimeContext.Enter(activation);
        activation._scheduler.RunHere(call);
        RuntimeContext.Leave(outer);
    }

    private void RunContinuation(Task continuation)
    {
        var outer = RuntimeContext.Enter(this);
        _scheduler.RunHere(continuation);
        RuntimeContext.Leave(outer);
    }

    /// <summary>The method has completed, here or elsewhere: the next request may start, and the caller is answered outside of this turn.</summary>
    internal void OnDone(GrainCall call)
    {
        bool schedule;
        lock (_gate)
        {
            Ended(call);
            schedule = TakeTurnIfWork();
        }

        if (schedule)
        {
            ScheduleTurn();
        }

        call.StopClock();
        Silo.Answer(call);
    }
}
