namespace BraidMgr.Embedded;

/// <summary>Who runs the grain's code: the caller's thread when the grain is free, else the thread pool.</summary>
internal sealed partial class Activation
{
    /// <summary>How long one work item of the pool runs turns before it lets others have the thread.</summary>
    private const int QuantumMilliseconds = 100;

    private readonly Queue<Task> _continuations = new();
    private bool _turn;
    private bool _continuationLast;

    /// <summary>Runs something of the engine's own in a turn, as soon as there is one.</summary>
    internal void PostAction(ExecutionContext context, Action<object?> action, object state) =>
        ExecutionContext.Run(context, _ => new Task(action, state).Start(_scheduler), null);

    /// <summary>Queues a continuation of this activation's code.</summary>
    internal void Post(Task continuation)
    {
        bool schedule;
        lock (_gate)
        {
            _continuations.Enqueue(continuation);
            schedule = TakeTurnIfWork();
        }

        if (schedule)
        {
            ScheduleTurn();
        }
    }

    internal IEnumerable<Task> GetQueuedTasks()
    {
        lock (_gate)
        {
            return [.. _continuations];
        }
    }

    /// <summary>Runs turns until nothing is left; the pool calls it with the turn already taken.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var start = Environment.TickCount64;
        while (TakeNext(out var call, out var continuation))
        {
            if (call is not null)
            {
                RunQueued(call);
            }
            else
            {
                RunContinuation(continuation!);
            }

            if (Environment.TickCount64 - start > QuantumMilliseconds)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }

    /// <summary>Runs a call on its caller's thread; the turn is taken and the call counted.</summary>
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

    private void LeaveTurn(GrainCall? ended)
    {
        bool more;
        lock (_gate)
        {
            if (ended is not null)
            {
                Ended(ended);
            }

            _turn = more = HasWork();
        }

        if (more)
        {
            ScheduleTurn();
        }
    }

    private bool TakeNext(out GrainCall? call, out Task? continuation)
    {
        lock (_gate)
        {
            // Alternating, so that neither a flood of requests nor a grain that always has a continuation starves the other.
            _continuationLast = !_continuationLast && _continuations.Count > 0;
            continuation = _continuationLast ? _continuations.Dequeue() : null;
            call = _continuationLast ? null : TakeCall();
            if (call is null && continuation is null)
            {
                _continuations.TryDequeue(out continuation);
            }

            _turn = call is not null || continuation is not null;
            return _turn;
        }
    }

    private GrainCall? TakeCall()
    {
        var call = NextCall();
        while (call is { IsAnswered: true })
        {
            Dequeue(call);
            call = NextCall();
        }

        if (call is not null)
        {
            Dequeue(call);
            Started(call);
        }

        return call;
    }

    private bool TakeTurnIfWork() => !_turn && (_turn = HasWork());

    private bool HasWork() => _continuations.Count > 0 || NextCall() is not null;

    private void ScheduleTurn() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
}
