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
    private readonly Lock _gate = new();
    private bool _gone;
    private ITimer? _expiry;
    private Caller? _caller;
    private int _hints;

    /// <summary>What it is counted by.</summary>
    public Guid Id { get; } = Guid.NewGuid();

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

    /// <summary>Takes a place; the one that it replaces is returned. UNAVAILABLE when the connection has ended: a call may outlast it.</summary>
    public Seat? Take(RoomId room, Seat seat)
    {
        lock (_gate)
        {
            if (_gone)
            {
                throw Error.Unavailable("The connection has ended.");
            }

            var before = _seats.GetValueOrDefault(room);
            _seats[room] = seat;
            return before;
        }
    }

    /// <summary>Gives a place up.</summary>
    public void Leave(RoomId room, Seat seat) => _seats.TryRemove(KeyValuePair.Create(room, seat));

    /// <summary>Gives all places up; the connection has ended.</summary>
    public IReadOnlyList<Seat> LeaveAll()
    {
        lock (_gate)
        {
            _gone = true;
            var seats = _seats.Values.ToList();
            _seats.Clear();
            return seats;
        }
    }

    /// <summary>Sends, and completes when the client's connection has taken it.</summary>
    public ValueTask WriteAsync(SerializedHubMessage message) => context.WriteAsync(message, context.ConnectionAborted);

    /// <summary>Says that a room is over for the client: never left out, as nothing else would say it. At most once a place.</summary>
    public void SayClosed(RoomId room, string reason) => _ = AwaitWritten(WriteAsync(Entry.Call("Closed", room.Id, reason)));

    /// <summary>Sends what may be lost; a client that does not read is not sent it.</summary>
    public void Hint(SerializedHubMessage message)
    {
        if (Interlocked.Increment(ref _hints) > MaxHints)
        {
            Interlocked.Decrement(ref _hints);
            return;
        }

        _ = SendHint(message);
    }

    /// <inheritdoc/>
    public void Dispose() => _expiry?.Dispose();

    private async Task SendHint(SerializedHubMessage message)
    {
        try
        {
            await AwaitWritten(WriteAsync(message));
        }
        finally
        {
            Interlocked.Decrement(ref _hints);
        }
    }

    private static async Task AwaitWritten(ValueTask written)
    {
        try
        {
            await written;
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
    }

    private void Expire()
    {
        foreach (var room in _seats.Keys)
        {
            SayClosed(room, ClosedReason.Expired);
        }

        context.Abort();
    }
}
