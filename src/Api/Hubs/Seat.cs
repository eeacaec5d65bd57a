using System.Diagnostics;
using BraidMgr.Contracts.Live;
using Microsoft.AspNetCore.SignalR;

namespace BraidMgr.Api.Hubs;

/// <summary>
/// A connection's place in a room: what it was sent last. It holds no queue: a client that reads slowly is behind the room's log, and
/// one that falls out of it is told to join again with its last number. Nobody waits for it.
/// </summary>
internal sealed class Seat(Room room, Connection connection)
{
    private static readonly long TypingEvery = Stopwatch.Frequency;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    private long _typed;
    private int _signals;
    private int _saidOver;
    private volatile bool _open = true;
    private volatile bool _started;
    private volatile string? _over;
    private IReadOnlyList<Entry> _first = [];
    private long _sent;
    private bool _catchingUp = true;

    /// <summary>Where it is.</summary>
    public Room Room { get; } = room;

    /// <summary>Whose place it is.</summary>
    public Connection Connection { get; } = connection;

    /// <summary>Whether what is not for viewers is kept from it.</summary>
    public bool IsViewer { get; set; }

    /// <summary>Whether its owner may be here, and is shown to be.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Begins to send what comes after a number, once the client has the answer to its call.</summary>
    /// <param name="sent">What the client has.</param>
    /// <param name="first">What it is sent before that, which the log does not hold.</param>
    public void Prepare(long sent, IReadOnlyList<Entry> first) => (_sent, _first) = (sent, first);

    /// <summary>The client has the answer to its call: what follows may be sent.</summary>
    public void Start()
    {
        _started = true;
        // Whoever closes it meanwhile sees that it has started, or is seen here.
        Interlocked.MemoryBarrier();
        if (_over is { } reason)
        {
            SayOver(reason);
            return;
        }

        Signal();
        Room.Started(this);
    }

    /// <summary>Sends what may be lost.</summary>
    public void Hint(SerializedHubMessage message)
    {
        if (_started && _open)
        {
            Connection.Hint(message);
        }
    }

    /// <summary>There is something new in the log.</summary>
    public void Signal()
    {
        if (_started && Interlocked.Increment(ref _signals) == 1)
        {
            _ = SendAllAsync();
        }
    }

    /// <summary>Whether it is time to show again that somebody is writing.</summary>
    public bool MayType()
    {
        var now = Stopwatch.GetTimestamp();
        var typed = Interlocked.Read(ref _typed);
        return now - typed >= TypingEvery && Interlocked.CompareExchange(ref _typed, now, typed) == typed;
    }

    /// <summary>Sends nothing any more.</summary>
    public void Close() => _open = false;

    /// <summary>Sends nothing any more, and tells the client why: once it has the answer to its call, which would say the opposite after that.</summary>
    public void Close(string reason)
    {
        _open = false;
        Connection.Leave(Room.Id, this);
        _over = reason;
        Interlocked.MemoryBarrier();
        if (_started)
        {
            SayOver(reason);
        }
    }

    private void SayOver(string reason)
    {
        if (Interlocked.Exchange(ref _saidOver, 1) == 0)
        {
            // It may have been taken after it was closed.
            Connection.Leave(Room.Id, this);
            Connection.SayClosed(Room.Id, reason);
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref _signals);
                await SendAsync();
            }
            while (Interlocked.Add(ref _signals, -seen) > 0);
        }
        catch (OperationCanceledException)
        {
            // The client is gone; the hub takes its places away.
        }
        catch (Exception error)
        {
            Room.Failed(this, error);
        }
    }

    private async ValueTask SendAsync()
    {
        foreach (var entry in Interlocked.Exchange(ref _first, []))
        {
            await SendAsync(entry);
        }

        // What came faster than anybody can read says nothing of this client, as long as it keeps no message waiting.
        var inTime = true;
        while (_open && _sent < Room.Log.Last)
        {
            var kept = Room.Log.After(_sent);
            var next = kept ?? (inTime || _catchingUp ? await Room.MissedAsync(_sent) : null);
            if (next is null or { Count: 0 })
            {
                Room.Remove(this);
                Close(ClosedReason.Behind);
                return;
            }

            foreach (var entry in next)
            {
                var began = Stopwatch.GetTimestamp();
                await SendAsync(entry);
                inTime &= Stopwatch.GetElapsedTime(began) < Slow;
                _sent = entry.Number;
            }
        }

        _catchingUp = false;
    }

    private ValueTask SendAsync(Entry entry) =>
        _open && (entry.ForViewers || !IsViewer) ? Connection.WriteAsync(entry.Message) : ValueTask.CompletedTask;
}
