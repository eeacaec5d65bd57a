using System.Collections.Concurrent;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using Microsoft.AspNetCore.SignalR;

namespace BraidMgr.Api.Hubs;

/// <summary>
/// What this host knows of a session or a project that connections of it hear of. Notifications only say that there may be something:
/// a cursor takes the next number, pulls what is missing, and compares with the grain every second. Before anything is passed on,
/// the connections are checked, unless nobody's access has changed since the last time.
/// </summary>
internal abstract class Room(RoomId id, IAccessGrain access, EntryLog log, ILogger logger)
{
    private const int MaxHints = 256;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<SerializedHubMessage> _hints = new();
    private List<Seat> _seats = [];
    private long _checkedVersion;
    private volatile bool _recheck;
    private int _signals;

    /// <summary>Held while entries enter the log.</summary>
    protected Lock PassingOn { get; } = new();

    /// <summary>Which room this is.</summary>
    public RoomId Id { get; } = id;

    /// <summary>What was passed on last.</summary>
    public EntryLog Log { get; } = log;

    /// <summary>The places as they are at this moment; the list does not change.</summary>
    public IReadOnlyList<Seat> Seats => Volatile.Read(ref _seats);

    /// <summary>Adds a place; false when the room has ended.</summary>
    public bool Add(Seat seat)
    {
        lock (_gate)
        {
            if (IsEnded)
            {
                return false;
            }

            _seats = [.. _seats, seat];
            return true;
        }
    }

    /// <summary>Removes a place.</summary>
    public void Remove(Seat seat)
    {
        seat.Close();
        lock (_gate)
        {
            _seats = [.. _seats.Where(s => s != seat)];
        }
    }

    /// <summary>Whether nobody may come in any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Ends the room if nobody is in it.</summary>
    public bool EndIfEmpty()
    {
        lock (_gate)
        {
            return IsEnded |= _seats.Count == 0;
        }
    }

    /// <summary>There may be something to pass on.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _signals) == 1)
        {
            _ = Task.Run(PassAllOnAsync);
        }
    }

    /// <summary>Somebody's access may have changed.</summary>
    public void Recheck()
    {
        _recheck = true;
        Signal();
    }

    /// <summary>
    /// What is passed on next was asked of the grain, and may be younger than anything that was heard of who may be here: that is asked after it.
    /// </summary>
    protected void CheckBeforeNext() => _recheck = true;

    /// <summary>Sends everybody what may be lost, after the same check as everything else.</summary>
    public void Hint(SerializedHubMessage message)
    {
        if (_hints.Count < MaxHints)
        {
            _hints.Enqueue(message);
            Signal();
        }
    }

    /// <summary>A place is sent to from now on.</summary>
    public virtual void Started(Seat seat)
    {
    }

    /// <summary>A place could not be sent to.</summary>
    public void Failed(Seat seat, Exception error)
    {
        logger.LogWarning(error, "A connection that hears of {Room} was not sent what it lacks", Id.Id);
        Remove(seat);
        seat.Close(ClosedReason.Behind);
    }

    /// <summary>Everybody is told that there is nothing to hear of any more.</summary>
    public void CloseAll(string reason)
    {
        foreach (var seat in Seats)
        {
            Remove(seat);
            seat.Close(reason);
        }
    }

    /// <summary>Ends the room for everybody: what it knows is no longer so. Who joins again gets another one.</summary>
    public void End(string reason)
    {
        lock (_gate)
        {
            IsEnded = true;
        }

        CloseAll(reason);
    }

    /// <summary>Compares with the grain, renews the subscription.</summary>
    public abstract Task PulseAsync();

    /// <summary>Compares with the grain, unless the room has ended.</summary>
    public Task PulseIfOpenAsync() => IsEnded ? Task.CompletedTask : PulseAsync();

    /// <summary>Ends the subscription.</summary>
    public abstract Task LeaveAsync();

    /// <summary>Entries after a number that the log no longer holds; null when they cannot be had.</summary>
    public abstract Task<IReadOnlyList<Entry>?> MissedAsync(long after);

    /// <summary>The entries that follow the log's last; pulls them when they were not told. Empty when there are none.</summary>
    protected abstract Task<IReadOnlyList<Entry>> NextAsync();

    /// <summary>What <see cref="NextAsync"/> answered last is in the log now; called under <see cref="PassingOn"/>.</summary>
    protected virtual void PassedOn()
    {
    }

    /// <summary>For each place null, or why it is to be closed.</summary>
    protected abstract Task<IReadOnlyList<string?>> CheckAsync(IReadOnlyList<Seat> seats);

    private async Task PassAllOnAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _signals);
            try
            {
                await PassOnAsync();
            }
            catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
            {
                CloseAll(ClosedReason.Deleted);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Nothing is passed on that could not be checked; the next look is soon. A loop that ended would tell nobody anything again.
                logger.LogDebug(error, "What is new in {Room} could not be passed on", Id.Id);
                await Task.Delay(RetryAfter);
                Interlocked.Increment(ref _signals);
            }
        }
        while (Interlocked.Add(ref _signals, -seen) > 0 && !IsEnded);
    }

    private async Task PassOnAsync()
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.Count == 0 && !_recheck && _hints.IsEmpty)
            {
                return;
            }

            await CheckSeatsAsync();
            SendHints();
            lock (PassingOn)
            {
                foreach (var entry in next)
                {
                    Log.Add(entry);
                }

                PassedOn();
            }

            foreach (var seat in Seats)
            {
                seat.Signal();
            }
        }
    }

    private void SendHints()
    {
        while (_hints.TryDequeue(out var hint))
        {
            foreach (var seat in Seats)
            {
                seat.Hint(hint);
            }
        }
    }

    private async Task CheckSeatsAsync()
    {
        var version = await access.Version();
        if (version == _checkedVersion && !_recheck)
        {
            return;
        }

        _recheck = false;
        try
        {
            var seats = Seats;
            var reasons = await CheckAsync(seats);
            for (var i = 0; i < seats.Count; i++)
            {
                if (reasons[i] is { } reason)
                {
                    Remove(seats[i]);
                    seats[i].Close(reason);
                }
            }

            _checkedVersion = version;
        }
        catch
        {
            _recheck = true;
            throw;
        }
    }
}
