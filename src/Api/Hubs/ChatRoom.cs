using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;

namespace BraidMgr.Api.Hubs;

/// <summary>A chat session that connections of this host have joined.</summary>
internal sealed class ChatRoom(RoomId id, IChatSessionGrain grain, IAccessGrain access, ILiveObserver observer, Guid hostId, ChatPulse pulse, LiveOptions options, ILogger logger)
    : Room(id, access, new EntryLog(pulse.LastSeq, options.KeptBytesPerRoom), logger)
{
    private const int Page = 200;
    private const int Overhead = 300;

    private readonly Lock _gate = new();
    private readonly long _restored = pulse.Restored;
    private readonly SortedDictionary<long, ChatMessage> _heard = [];
    private readonly Dictionary<Guid, long> _readMarks = pulse.ReadMarks.ToDictionary(m => m.UserId, m => m.Seq);
    private IReadOnlyList<ChatUser> _present = pulse.Present;
    private int _pulsing;
    private long _lastSeq = pulse.LastSeq;
    private long _membersVersion = pulse.MembersVersion;

    /// <summary>Takes messages that the grain told of.</summary>
    public void Stored(ChatNotice notice)
    {
        // First: what is heard may be passed on at once, and not to whoever was removed before it.
        See(notice.MembersVersion);
        lock (_gate)
        {
            foreach (var message in notice.Messages)
            {
                if (message.Seq > Log.Last && _heard.Count < 10 * Page)
                {
                    _heard[message.Seq] = message;
                }

                _lastSeq = Math.Max(_lastSeq, message.Seq);
            }
        }

        Signal();
    }

    /// <summary>Tells how far somebody has read, unless it was told.</summary>
    public void Read(ChatReadMark mark)
    {
        lock (_gate)
        {
            if (_readMarks.GetValueOrDefault(mark.UserId) >= mark.Seq)
            {
                return;
            }

            _readMarks[mark.UserId] = mark.Seq;
        }

        Hint(Entry.Call("Read", Id.Id, mark.UserId, mark.Seq));
    }

    /// <summary>Compares with the grain soon; once for however many ask meanwhile.</summary>
    public void PulseSoon()
    {
        if (Interlocked.Exchange(ref _pulsing, 1) == 0)
        {
            _ = Task.Run(PulseNowAsync);
        }
    }

    /// <inheritdoc/>
    public override void Started(Seat seat) => seat.Connection.Hint(Entry.Call("Presence", Id.Id, _present.ToArray()));

    /// <inheritdoc/>
    public override async Task PulseAsync()
    {
        try
        {
            var told = Log.Last;
            var now = await grain.Watch(new(observer, hostId, Here()));
            if (now.LastSeq < told || (now.Restored != 0 && now.Restored != _restored))
            {
                // The numbers begin anew from there, and may have come as far as before already.
                End(ClosedReason.Restored);
                return;
            }

            Take(now);
        }
        catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
        {
            CloseAll(ClosedReason.Deleted);
        }
    }

    /// <inheritdoc/>
    public override Task LeaveAsync() => grain.Unwatch(hostId);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Entry>?> MissedAsync(long after)
    {
        var missed = await grain.Since(after, Page);
        // What is not in the log yet, nobody's access has been checked for.
        return [.. missed.TakeWhile(m => m.Seq <= Log.Last).Select(ToEntry)];
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Entry>> NextAsync()
    {
        IReadOnlyList<ChatMessage> next = TakeHeard();
        if (next.Count == 0 && Volatile.Read(ref _lastSeq) > Log.Last)
        {
            next = await grain.Since(Log.Last, Page);
            CheckBeforeNext();
        }

        return [.. next.Select(ToEntry)];
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string?>> CheckAsync(IReadOnlyList<Seat> seats) =>
        grain.Check([.. seats.Select(s => s.Connection.Caller)]);

    private async Task PulseNowAsync()
    {
        Interlocked.Exchange(ref _pulsing, 0);
        try
        {
            await PulseIfOpenAsync();
        }
        catch (Exception error) when (error is BraidException or TimeoutException or OrleansException)
        {
            // The heartbeat asks again within a second.
            Recheck();
        }
    }

    private List<ChatMessage> TakeHeard()
    {
        var next = new List<ChatMessage>();
        lock (_gate)
        {
            foreach (var seq in _heard.Keys.TakeWhile(seq => seq <= Log.Last).ToList())
            {
                _heard.Remove(seq);
            }

            while (_heard.Remove(Log.Last + next.Count + 1, out var message))
            {
                next.Add(message);
            }
        }

        return next;
    }

    private IReadOnlyList<ChatUser> Here() =>
        [.. Seats.Where(s => s.IsAdmitted).Select(s => new ChatUser(s.Connection.Caller.UserId, s.Connection.UserName)).DistinctBy(u => u.UserId).OrderBy(u => u.UserId)];

    private void Take(ChatPulse now)
    {
        lock (_gate)
        {
            _lastSeq = Math.Max(_lastSeq, now.LastSeq);
        }

        foreach (var mark in now.ReadMarks)
        {
            Read(mark);
        }

        if (!now.Present.SequenceEqual(_present))
        {
            _present = now.Present;
            Hint(Entry.Call("Presence", Id.Id, _present.ToArray()));
        }

        See(now.MembersVersion);
        if (now.LastSeq > Log.Last)
        {
            Signal();
        }
    }

    private void See(long membersVersion)
    {
        if (Interlocked.Exchange(ref _membersVersion, membersVersion) != membersVersion)
        {
            Recheck();
        }
    }

    private static Entry ToEntry(ChatMessage message) => new(message.Seq, Overhead + message.Content.Length, Entry.Call("Message", message));
}
