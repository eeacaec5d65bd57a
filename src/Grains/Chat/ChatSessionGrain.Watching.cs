using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;

namespace BraidMgr.Grains.Chat;

// What the API hosts are told that have connections in the session.
internal sealed partial class ChatSessionGrain
{
    private readonly Dictionary<Guid, IReadOnlyList<ChatUser>> _present = [];
    private List<ChatMessage> _untold = [];
    private Task _telling = Task.CompletedTask;
    private long _toldSeq = -1;
    private long _membersVersion;
    private long _restored;

    /// <inheritdoc/>
    public async Task<ChatPulse> Watch(ChatWatch watch)
    {
        var state = await State();
        _watchers.Renew(watch.HostId, watch.Observer);
        var gone = _watchers.DropExpired();
        var before = _present.GetValueOrDefault(watch.HostId, []);
        _present[watch.HostId] = watch.Present;
        if (gone || !before.SequenceEqual(watch.Present))
        {
            _watchers.Tell(host => host.ChatChanged(_room));
        }

        return new(state.LastSeq, _membersVersion, Present(), state.ReadMarks, _restored);
    }

    /// <inheritdoc/>
    public Task Unwatch(Guid hostId)
    {
        _watchers.Remove(hostId);
        if (_present.Remove(hostId))
        {
            _watchers.Tell(host => host.ChatChanged(_room));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string?>> Check(IReadOnlyList<Caller> callers)
    {
        ChatState state;
        try
        {
            state = await State();
        }
        catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
        {
            return [.. callers.Select(_ => ClosedReason.Deleted)];
        }

        var reasons = new List<string?>(callers.Count);
        foreach (var caller in callers)
        {
            reasons.Add(state.IsMember(caller.UserId) ? await ReasonAgainst(caller, state.Session.ProjectId) : ClosedReason.Removed);
        }

        return reasons;
    }

    /// <inheritdoc/>
    public Task Typing(ChatUser user)
    {
        _watchers.Tell(host => host.ChatTyping(_room, user));
        return Task.CompletedTask;
    }

    // What cannot be asked at this moment goes up: the host delivers nothing until it can be.
    private async Task<string?> ReasonAgainst(Caller caller, Guid? projectId)
    {
        try
        {
            var access = await _access.Authorize(caller, projectId);
            return projectId is null || access.ProjectRole is not null ? null : ClosedReason.AccessLost;
        }
        catch (BraidException error) when (error.Kind is ErrorKind.NotFound or ErrorKind.Authorization)
        {
            return ClosedReason.AccessLost;
        }
        catch (BraidException error) when (error.Kind == ErrorKind.Authentication)
        {
            return ClosedReason.SignedOut;
        }
    }

    private IReadOnlyList<ChatUser> Present() =>
        [.. _present.Values.SelectMany(users => users).DistinctBy(u => u.UserId).OrderBy(u => u.UserName, StringComparer.OrdinalIgnoreCase).ThenBy(u => u.UserId)];

    private void MembersChanged()
    {
        _membersVersion++;
        _watchers.Tell(host => host.ChatChanged(_room));
    }

    /// <summary>What was read anew can hold messages whose commits were never acknowledged here, and questions nobody was asked.</summary>
    private void Loaded(ChatState state)
    {
        if (state.LastSeq < _toldSeq)
        {
            _restored = _time.GetUtcNow().UtcTicks;
            _watchers.Tell(host => host.ChatChanged(_room));
        }

        if (_toldSeq >= 0)
        {
            Stored(state.After(Math.Max(_toldSeq, state.LastSeq - Statements.LoadSession.Recent), Statements.LoadSession.Recent) ?? []);
        }

        _toldSeq = state.LastSeq;
        BeginAsking(state);
    }

    private void Stored(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Count == 0)
        {
            return;
        }

        _toldSeq = messages[^1].Seq;
        _untold.AddRange(messages);
        if (_telling.IsCompleted)
        {
            _telling = Tell();
        }
    }

    private async Task Tell()
    {
        // The answers of one group arrive together: they are told together.
        await Task.Yield();
        var messages = _untold;
        _untold = [];
        _watchers.Tell(host => host.ChatStored(new(_room, messages, _membersVersion)));
    }
}
