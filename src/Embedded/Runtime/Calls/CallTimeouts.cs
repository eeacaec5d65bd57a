namespace BraidMgr.Embedded;

/// <summary>Ends calls whose answer did not come in time; looks every 100 ms, so a timeout can be that much late.</summary>
internal sealed class CallTimeouts : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Shard[] _shards;
    private readonly TimeSpan _timeout;
    private readonly Timer _timer;

    public CallTimeouts(TimeSpan timeout)
    {
        _timeout = timeout;
        _shards = new Shard[Environment.ProcessorCount];
        for (var i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new Shard();
        }

        _timer = new Timer(static state => ((CallTimeouts)state!).Sweep(), this, Period, Period);
    }

    public void Add(GrainCall call)
    {
        var timeout = call.Descriptor.ResponseTimeout ?? _timeout;
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            call.Deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
            call.TimeoutShard = Environment.CurrentManagedThreadId % _shards.Length;
            _shards[call.TimeoutShard].Add(call);
        }
    }

    public void Remove(GrainCall call) => _shards[call.TimeoutShard].Remove(call);

    /// <summary>Ends every call that still waits, whatever time it has left.</summary>
    public void EndAll(Exception exception) => End(long.MaxValue, _ => exception);

    private void Sweep() => End(Environment.TickCount64, TimedOut);

    private void End(long deadline, Func<GrainCall, Exception> reason)
    {
        foreach (var call in _shards.SelectMany(shard => shard.TakeDue(deadline)))
        {
            call.AnswerWith(reason(call));
            call.GiveUp(canceled: false);
        }
    }

    private TimeoutException TimedOut(GrainCall call) =>
        new($"Response did not arrive on time in {call.Descriptor.ResponseTimeout ?? _timeout} for call {call}.");

    public void Dispose() => _timer.Dispose();

    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private GrainCall? _first;

        public void Add(GrainCall call)
        {
            lock (_lock)
            {
                call.Timed = new CallLinks { Next = _first, Linked = true };
                if (_first is not null)
                {
                    _first.Timed.Previous = call;
                }

                _first = call;
            }
        }

        public void Remove(GrainCall call)
        {
            lock (_lock)
            {
                if (call.Timed.Linked)
                {
                    Unlink(call);
                }
            }
        }

        public List<GrainCall> TakeDue(long deadline)
        {
            var due = new List<GrainCall>();
            lock (_lock)
            {
                for (var call = _first; call is not null;)
                {
                    var next = call.Timed.Next;
                    if (call.Deadline <= deadline)
                    {
                        Unlink(call);
                        due.Add(call);
                    }

                    call = next;
                }
            }

            return due;
        }

        private void Unlink(GrainCall call)
        {
            var links = call.Timed;
            if (links.Previous is null)
            {
                _first = links.Next;
            }
            else
            {
                links.Previous.Timed.Next = links.Next;
            }

            if (links.Next is not null)
            {
                links.Next.Timed.Previous = links.Previous;
            }

            call.Timed = default;
        }
    }
}
