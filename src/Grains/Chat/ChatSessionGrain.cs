using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Chat.Statements;
using BraidMgr.Grains.Live;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Chat;

/// <summary>
/// One chat session in memory. It is reentrant, so that messages that come together gather into one group. State changes only by what
/// is committed; watchers are told after that.
/// </summary>
[Reentrant]
internal sealed partial class ChatSessionGrain : Grain, IChatSessionGrain
{
    private readonly RoomId _room;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly TimeProvider _time;
    private readonly ILogger<ChatSessionGrain> _logger;
    private readonly Answers _answers;
    private readonly KeyedTurns<Guid> _turns = new();
    private readonly ChatMemory _memory;
    private readonly Watchers _watchers;

    /// <summary>Made by the engine.</summary>
    public ChatSessionGrain(Authorities authorities, Ownerships ownerships, TimeProvider time, ILogger<ChatSessionGrain> logger)
    {
        var (organizationId, sessionId) = GrainKeys.ReadPair(this.GetPrimaryKeyString());
        (_room, _time, _logger) = (new(organizationId, sessionId), time, logger);
        (_org, _access) = (GrainFactory.Org(organizationId), new OrgAccess(authorities, GrainFactory, organizationId));
        _answers = new Answers(_org);
        _memory = new ChatMemory(ownerships.Of(organizationId), Load);
        _watchers = new Watchers(time, host => _present.Remove(host));
        _membersVersion = time.GetUtcNow().UtcTicks;
    }

    /// <inheritdoc/>
    public async Task<ChatSession> Get(Caller caller) => (await Enter(caller)).State.For(caller.UserId);

    /// <inheritdoc/>
    public async Task<ChatSession> Update(Change change, ChatSessionInput input)
    {
        await EnterAsOwner(change.Caller);
        ChatRules.Check(input);
        return await _turns.Run(_room.Id, async () =>
        {
            var session = (await State()).Session;
            if (input.ProjectId.Or(null) is { } named && named != session.ProjectId)
            {
                // That a session stays where it is says that there is such a project: only who sees it is told.
                await GrainFactory.RequireSight(change.Caller, named, ChatRules.ProjectField);
            }

            ChatRules.CheckStays(session, input);
            var write = new UpdateSession
            {
                Context = WriteContext.Of(change),
                SessionId = _room.Id,
                ProjectId = session.ProjectId,
                Title = input.Title.Or(session.Title),
                Assistant = input.Assistant.Or(session.Assistant) ?? session.Assistant,
            };
            _ = await Commit(write, (state, row) => state.Apply(row)) ?? throw Gone();
            return (await State()).For(change.Caller.UserId);
        });
    }

    /// <inheritdoc/>
    public async Task Delete(Change change)
    {
        var session = (await EnterAsOwner(change.Caller)).Session;
        var write = new DeleteSession { Context = WriteContext.Of(change), SessionId = _room.Id, ProjectId = session.ProjectId };
        _ = await Commit(write, (_, _) => _memory.Distrust()) ?? throw Gone();
        MembersChanged();
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public Task Reload()
    {
        _memory.Distrust();
        MembersChanged();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(AskAgain, AskAgainEvery, AskAgainEvery);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StoreReads();

    /// <summary>The session for one of its members. NOT_FOUND for others, and for whoever has lost the project.</summary>
    private async ValueTask<(ChatState State, AccessGrant Access)> Enter(Caller caller)
    {
        if (caller.OrganizationId != _room.OrganizationId)
        {
            throw Gone();
        }

        var state = await State();
        var access = await _access.Authorize(caller, state.Session.ProjectId);
        return state.IsMember(caller.UserId) && (state.Session.ProjectId is null || access.ProjectRole is not null) ? (state, access) : throw Gone();
    }

    private async ValueTask<ChatState> EnterAsOwner(Caller caller)
    {
        var (state, _) = await Enter(caller);
        return state.Session.UserId == caller.UserId ? state : throw Error.Forbidden("Only the owner of the session may do this.");
    }

    private async ValueTask<ChatState> State()
    {
        try
        {
            return await _memory.Current();
        }
        catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<ChatState> Load()
    {
        var contents = await _org.Query(new LoadSession(_room.Id)) ?? throw Gone();
        var state = new ChatState(contents with
        {
            Recent = await _access.Grain.WithNames(contents.Recent),
            Questions = await _access.Grain.WithNames(contents.Questions),
        });
        foreach (var (user, seq) in _unstoredReads)
        {
            state.Read(user, Math.Min(seq, state.LastSeq));
        }

        Loaded(state);
        return state;
    }

    /// <summary>Commits a change and takes its result over. After an unknown outcome memory is loaded again before the next answer.</summary>
    private async Task<TResult?> Commit<TResult>(Write<TResult> write, Action<ChatState, TResult> apply)
        where TResult : class
    {
        try
        {
            var result = await _org.Execute(write);
            if (result is not null)
            {
                _memory.Apply(state => apply(state, result));
            }

            return result;
        }
        catch (Exception error) when (error is not BraidException or OutcomeUnknownException)
        {
            _memory.Distrust();
            throw;
        }
    }

    private BraidException Gone() => Error.NotFound("chat session", _room.Id);
}
