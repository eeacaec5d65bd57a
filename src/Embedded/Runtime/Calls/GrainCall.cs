using System.ComponentModel;
using System.Diagnostics;

namespace BraidMgr.Embedded;

/// <summary>One call of a grain or observer method, from the caller's reference to its answer. Generated code derives from it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class GrainCall
{
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource? _cancellation;

    private protected GrainCall(CallDescriptor descriptor, CancellationToken callerToken)
    {
        Descriptor = descriptor;
        _callerToken = callerToken;

        // The callee gets a token of its own, so that what it registers there runs in its turns and not on the canceller's thread.
        _cancellation = callerToken.CanBeCanceled ? new CancellationTokenSource() : null;
    }

    internal CallDescriptor Descriptor { get; }

    internal ExecutionContext Context { get; set; } = CleanContext.Instance;

    /// <summary>The caller's activity, of whose trace the callee's are part; null where traces are not propagated.</summary>
    internal Activity? Activity { get; set; }

    /// <summary>Where the call waits or runs; it changes when a deactivating grain forwards it.</summary>
    internal CallTarget? Target { get; set; }

    internal CallLinks Queued;

    internal int Forwards { get; set; }

    internal bool IsOneWay => (Descriptor.Options & CallOptions.OneWay) != 0;

    internal bool IsReadOnly => (Descriptor.Options & CallOptions.ReadOnly) != 0;

    internal virtual bool Interleaves => (Descriptor.Options & CallOptions.AlwaysInterleave) != 0;

    /// <summary>Whether the call counts as use of the grain; only timers' may not.</summary>
    internal virtual bool KeepsAlive => true;

    internal CancellationToken CallerToken => _callerToken;

    /// <summary>The token that the grain method receives.</summary>
    protected CancellationToken Token => _cancellation?.Token ?? CancellationToken.None;

    /// <summary>What the method returned; null until it was invoked.</summary>
    internal abstract Task? Result { get; }

    /// <summary>True once the caller has an answer, be it a timeout.</summary>
    internal abstract bool IsAnswered { get; }

    /// <summary>Calls the method and keeps its task; an exception becomes a failed task.</summary>
    internal abstract void Invoke(object target);

    /// <summary>True when the method did not complete at once: then <see cref="Activation.OnDone"/> is called when it does.</summary>
    internal bool IsPending { get; private set; }

    internal void InvokeOnTarget()
    {
        var activation = (Activation)Target!;
        Invoke(activation.GrainInstance!);
        if (!Result!.IsCompleted)
        {
            IsPending = true;
            Promise();
            AnswerWhenDone();
        }
    }

    /// <summary>Gives the caller a task of its own; needed unless the method completes synchronously.</summary>
    internal abstract void Promise();

    /// <summary>Passes the method's outcome to the caller's task, if it has one.</summary>
    internal abstract void AnswerWithResult();

    internal abstract void AnswerWith(Exception exception);

    internal abstract void AnswerCanceled(CancellationToken token);

    /// <summary>Tells the running method that its caller no longer waits; its token's callbacks run here.</summary>
    internal void CancelInTurn() => _cancellation?.Cancel();

    // By ContinueWith, because an awaiter's continuation would be sent to the pool: it may not run inline under our scheduler.
    private void AnswerWhenDone() => Result!.ContinueWith(
        static (_, state) => ((Activation)((GrainCall)state!).Target!).OnDone((GrainCall)state),
        this,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private protected InvalidOperationException ReturnedNull() => new($"{Descriptor} returned null in place of a task.");

    public override string ToString() => Target is null ? Descriptor.ToString() : $"{Descriptor} on {Target}";
}
