namespace BraidMgr.Embedded;

/// <summary>Who has the turn: its owner, and nobody else, runs the grain's code.</summary>
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

    /// <summary>Takes what runs next, or gives the turn back when there is nothing.</summary>
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
            _requests.Remove(call);
            call = NextCall();
        }

        if (call is not null)
        {
            _requests.Remove(call);
            _requests.Start(call);
        }

        return call;
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

    private bool TakeTurnIfWork() => !_turn && (_turn = HasWork());

    private bool HasWork() => _continuations.Count > 0 || NextCall() is not null;

    private GrainCall? NextCall() => _state == ActivationState.Valid ? _requests.Next() : null;

    private void ScheduleTurn() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
}
