using System.ComponentModel;

namespace BraidMgr.Embedded;

/// <summary>One call of a grain or observer method, from the caller's reference to its answer. Generated code derives from it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCall
{
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _registration;
    private CallTimeouts? _timeouts;
    private bool _stopped;

    private protected GrainCall(CallDescriptor descriptor, CancellationToken callerToken)
    {
        Descriptor = descriptor;
        _callerToken = callerToken;

        // The callee gets a token of its own, so that what it registers there runs in its turns and not on the canceller's thread.
        _cancellation = callerToken.CanBeCanceled ? new CancellationTokenSource() : null;
    }

    internal CallDescriptor Descriptor { get; }

    internal ExecutionContext Context { get; set; } = CleanContext.Instance;

    /// <summary>Where the call waits or runs; it changes when a deactivating grain forwards it.</summary>
    internal CallTarget? Target { get; set; }

    internal CallLinks Queued;
    internal CallLinks Timed;

    internal int Forwards { get; set; }

    /// <summary>When the response timeout ends, in ticks of the environment, and which shard watches it.</summary>
    internal long Deadline { get; set; }

    internal int TimeoutShard { get; set; }

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

    /// <summary>Limits the caller's wait by the response timeout and by the caller's token; once, however often it is forwarded.</summary>
    internal void StartClock(CallTimeouts timeouts)
    {
        lock (this)
        {
            if (_stopped || _timeouts is not null)
            {
                return;
            }

            timeouts.Add(this);
            _timeouts = timeouts;
        }

        if (_callerToken.CanBeCanceled)
        {
            WatchCallerToken();
        }
    }

    internal void StopClock()
    {
        CancellationTokenRegistration registration;
        lock (this)
        {
            _stopped = true;
            _timeouts?.Remove(this);
            registration = _registration;
        }

        registration.Unregister();
    }

    /// <summary>Ends a call that got its answer otherwise than by running: by a timeout, or because its caller gave up.</summary>
    internal void GiveUp(bool canceled)
    {
        StopClock();
        Target?.Abandon(this, canceled);
    }

    /// <summary>Tells the running method that its caller no longer waits; its token's callbacks run here.</summary>
    internal void CancelInTurn() => _cancellation?.Cancel();

    // By ContinueWith, because an awaiter's continuation would be sent to the pool: it may not run inline under our scheduler.
    private void AnswerWhenDone() => Result!.ContinueWith(
        static (_, state) => ((Activation)((GrainCall)state!).Target!).OnDone((GrainCall)state),
        this,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private void WatchCallerToken()
    {
        var registration = _callerToken.UnsafeRegister(static call => ((GrainCall)call!).OnCallerCanceled(), this);
        lock (this)
        {
            if (!_stopped)
            {
                _registration = registration;
                return;
            }
        }

        registration.Unregister();
    }

    private void OnCallerCanceled()
    {
        AnswerCanceled(_callerToken);
        GiveUp(canceled: true);
    }

    private protected InvalidOperationException ReturnedNull() => new($"{Descriptor} returned null in place of a task.");

    public override string ToString() => Target is null ? Descriptor.ToString() : $"{Descriptor} on {Target}";
}
