using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Orgs;

/// <summary>Lets as many queries run as the pool has connections for them, and a bounded number wait (rule 9).</summary>
internal sealed class QueryGate(PoolOptions options)
{
    // One connection is kept for the write group, so that readers never starve writers.
    private readonly SemaphoreSlim _slots = new(options.MaxSize - 1);
    private int _waiting;
    private bool _served;

    /// <summary>How many queries wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a slot, which the answer gives back when disposed. RATE_LIMITED when too many wait or it takes too long; UNAVAILABLE when none has ended yet.</summary>
    public async Task<Slot> Enter(CancellationToken cancellationToken)
    {
        if (_slots.CurrentCount == 0 && _waiting >= options.MaxQueuedQueries)
        {
            throw Busy();
        }

        _waiting++;
        try
        {
            if (await _slots.WaitAsync(options.QueryWaitMilliseconds, cancellationToken))
            {
                return new Slot(this);
            }

            throw Busy();
        }
        finally
        {
            _waiting--;
        }
    }

    private void Leave()
    {
        _served = true;
        _slots.Release();
    }

    // As long as the database has answered nothing, such as when its server was started a moment ago, the organization is not to blame.
    private BraidException Busy() => _served
        ? Error.Busy(
            $"All {options.MaxSize} connections of the organization are busy and {_waiting} queries wait; raise Pool:MaxSize ({options.MaxSize}) or retry after 1 s.")
        : Error.Unavailable($"The organization was opened just now: its database has not answered yet, and {_waiting} queries wait.", retryAfterSeconds: 1);

    /// <summary>A place among the running queries.</summary>
    public readonly struct Slot(QueryGate gate) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => gate.Leave();
    }
}
