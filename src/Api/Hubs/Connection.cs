using System.Collections.Concurrent;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using Microsoft.AspNetCore.SignalR;

namespace BraidMgr.Api.Hubs;

/// <summary>A client's connection: who it is, until when, and what it hears of.</summary>
internal sealed class Connection(HubConnectionContext context, TimeProvider time) : IDisposable
{
    private const int MaxHints = 64;

    private readonly ConcurrentDictionary<RoomId, Seat> _seats = new();
    private ITimer? _expiry;
    private Caller? _caller;
    private int _hints;

    /// <summary>Who is connected.</summary>
    public Caller Caller => _caller ?? throw Error.Unauthenticated("The connection has no caller.");

    /// <summary>Whether it was let in.</summary>
    public bool IsAuthenticated => _caller is not null;

    /// <summary>The name that presence and typing show.</summary>
    public string UserName { get; set; } = "";

    /// <summary>How many rooms it hears of.</summary>
    public int Rooms => _seats.Count;

    /// <summary>Takes over who a token names, and ends the connection when that token does.</summary>
    public void Authenticate(Caller caller, DateTimeOffset expires)
    {
        _caller = caller;
        var left = expires - time.GetUtcNow();
        left = left < TimeSpan.Zero ? TimeSpan.Zero : left;
        if (_expiry is null)
        {
            _expiry = time.CreateTimer(static self => ((Connection)self!).Expire(), this, left, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _expiry.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The place in a room, if it has one.</summary>
    public Seat? Find(RoomId room) => _seats.GetValueOrDefault(room);

    /// <summary>Takes a place; the one that it replaces is returned.</summary>
    public Seat? Take(RoomId room, Seat seat)
    {
        var before = _seats.GetValueOrDefault(room);
        _seats[room] = seat;
        return before;
    }

    /// <summary>Gives a place up.</summary>
    public void Leave(RoomId room, Seat seat) => _seats.TryRemove(KeyValuePair.Create(room, seat));

    /// <summary>Gives all places up.</summary>
    public IReadOnlyList<Seat> LeaveAll()
    {
        var seats = _seats.Values.ToList();
        _seats.Clear();
        return seats;
    }

    /// <summary>Sends, and completes when the client's connection has taken it.</summary>
    public ValueTask WriteAsync(SerializedHubMessage message) => context.WriteAsync(message, context.ConnectionAborted);

    /// <summary>Sends what may be lost; a client that does not read is not sent it.</summary>
    public void Hint(SerializedHubMessage message)
    {
        if (Interlocked.Increment(ref _hints) > MaxHints)
        {
            Interlocked.Decrement(ref _hints);
            return;
        }

        var written = WriteAsync(message);
        if (written.IsCompletedSuccessfully)
        {
            Interlocked.Decrement(ref _hints);
        }
        else
        {
            _ = AwaitHint(written);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _expiry?.Dispose();

    private async Task AwaitHint(ValueTask written)
    {
        try
        {
            await written;
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
        finally
        {
            Interlocked.Decrement(ref _hints);
        }
    }

    private void Expire()
    {
        foreach (var room in _seats.Keys)
        {
            Hint(Entry.Call("Closed", room.Id, ClosedReason.Expired));
        }

        context.Abort();
    }
}
