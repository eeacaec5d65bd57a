using System.Text.Json;
using BraidMgr.Api.Auth;
using BraidMgr.Api.Limits;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Hubs;

/// <summary>The hub at /hubs/chat: a client's calls become calls of grains, and places in rooms that it is sent from.</summary>
internal sealed class ChatHub(
    IGrainFactory grains, Rooms rooms, ConnectionLimits connections, TokenVerifier tokens, RateLimits limits, IOptions<LiveOptions> options) : Hub
{
    // What a joining client is answered at most; the rest follows as messages, page by page, as fast as it reads.
    private const int MissedPage = 1000;
    private const int MissedBytes = 1 << 20;

    private Connection Connection => ConnectionKeeper.Of(Context);

    private Caller Caller => Connection.Caller;

    /// <inheritdoc/>
    public override async Task OnConnectedAsync()
    {
        var exchange = Context.GetHttpContext()!.Exchange();
        var caller = exchange.Caller ?? throw Error.Unauthenticated("Sign in first: the connection needs a token.");
        Connection.UserName = (await grains.Access(caller.OrganizationId).Authorize(caller)).UserName;
        await connections.EnterAsync(Connection.Id, caller);
        Connection.Authenticate(caller, exchange.Expires);
    }

    /// <inheritdoc/>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (!Connection.IsAuthenticated)
        {
            return;
        }

        Connection.Dispose();
        var seats = Connection.LeaveAll();
        foreach (var seat in seats)
        {
            seat.Room.Remove(seat);
        }

        await connections.LeaveAsync(Connection.Id, Caller);
        foreach (var seat in seats)
        {
            await rooms.Drop(seat.Room);
        }
    }

    /// <summary>Hears of a session from now on; the messages after a number are the result, and what follows comes as Message.</summary>
    public async Task<object> Join(JsonElement sessionId, JsonElement afterSeq)
    {
        var (id, after) = (RoomOf(sessionId.Id("session_id")), afterSeq.Number("after_seq"));
        var (room, seat) = await rooms.EnterChat(id, Connection);
        var answer = await Sit(seat, async () =>
        {
            // After the place is taken, so that no change of access is missed between the two.
            var page = await Session(id.Id).Messages(Caller, new(AfterSeq: after, Limit: MissedPage, MaxBytes: MissedBytes));
            if (after > page.LastSeq)
            {
                BeginAnew(seat);
            }

            seat.Prepare(page.Messages.Count > 0 ? page.Messages[^1].Seq : Math.Min(after, page.LastSeq), []);
            return new JoinAnswer(seat, page.Messages);
        });
        await room.PulseAsync();
        return answer;
    }

    /// <summary>Hears of a session no more.</summary>
    public Task Leave(JsonElement sessionId) => GetUp(sessionId.Id("session_id"));

    /// <summary>Stores a message, and answers with it.</summary>
    public Task<ChatMessage> Send(JsonElement sessionId, JsonElement content, JsonElement clientMessageId)
    {
        limits.Count(Caller.UserId, RouteGroup.Chat);
        var input = new ChatMessageInput(content.Text("content"), clientMessageId.Text("client_message_id"));
        return Session(sessionId.Id("session_id")).Post(new Change(Caller, CorrelationId.Make()), input);
    }

    /// <summary>Shows the others that one is writing; at most once a second.</summary>
    public async Task Typing(JsonElement sessionId)
    {
        var id = sessionId.Id("session_id");
        if (Seat(id).MayType())
        {
            await Session(id).Typing(new(Caller.UserId, Connection.UserName));
        }
    }

    /// <summary>Tells how far one has read.</summary>
    public Task Read(JsonElement sessionId, JsonElement seq) => Session(sessionId.Id("session_id")).Read(Caller, seq.Number("seq"));

    /// <summary>
    /// Hears of a project's changes from now on, those after a version first; all come as ProjectChanged. The result is the version up
    /// to which the client is told at once.
    /// </summary>
    public async Task<object> WatchProject(JsonElement projectId, JsonElement afterVersion)
    {
        var (id, after) = (RoomOf(projectId.Id("project_id")), afterVersion.Number("after_version"));
        await grains.Project(id.OrganizationId, id.Id).Get(Caller);
        var (room, seat) = await rooms.EnterProject(id, Connection);
        return await Sit(seat, async () =>
        {
            var role = (await grains.Access(id.OrganizationId).Authorize(Caller, id.Id)).ProjectRole ?? throw Error.NotFound("project", id.Id);
            seat.IsViewer = role == ProjectRole.Viewer;
            var (sent, first, version) = await room.MissedSinceAsync(after);
            if (await room.IsAheadAsync(after))
            {
                BeginAnew(seat);
            }

            seat.Prepare(sent, first);
            return new WatchAnswer(seat, version);
        });
    }

    /// <summary>Hears of a project no more.</summary>
    public Task UnwatchProject(JsonElement projectId) => GetUp(projectId.Id("project_id"));

    /// <summary>Goes on under a newer token of the same person and organization; else the connection ends when the first one expires.</summary>
    public async Task Renew(JsonElement token)
    {
        var verified = await tokens.VerifyAsync("Bearer " + token.Text("token"), Context.ConnectionAborted);
        if (verified is null || verified.Caller.UserId != Caller.UserId || verified.Caller.OrganizationId != Caller.OrganizationId)
        {
            throw Error.Unauthenticated("The token is not good, or not of the person who is connected.");
        }

        await grains.Access(Caller.OrganizationId).Authorize(verified.Caller);
        Connection.Authenticate(verified.Caller, verified.Expires);
    }

    private async Task<Answer> Sit(Seat seat, Func<Task<Answer>> prepare)
    {
        try
        {
            var answer = await prepare();
            if (Connection.Find(seat.Room.Id) is null && Connection.Rooms >= options.Value.MaxRoomsPerConnection)
            {
                throw Error.Busy($"A connection hears of at most {options.Value.MaxRoomsPerConnection} sessions and projects (Live:MaxRoomsPerConnection).");
            }

            if (Connection.Take(seat.Room.Id, seat) is { } before)
            {
                before.Room.Remove(before);
            }

            seat.IsAdmitted = true;
            return answer;
        }
        catch
        {
            seat.Room.Remove(seat);
            await rooms.Drop(seat.Room);
            throw;
        }
    }

    // What the client has heard is there no more: a backup was restored while it was away. It is told so after its answer.
    private static void BeginAnew(Seat seat)
    {
        seat.Room.Remove(seat);
        seat.Close(ClosedReason.Restored);
    }

    private async Task GetUp(Guid id)
    {
        if (Connection.Find(RoomOf(id)) is { } seat)
        {
            Connection.Leave(seat.Room.Id, seat);
            seat.Room.Remove(seat);
            await rooms.Drop(seat.Room);
            await seat.Room.PulseIfOpenAsync();
        }
    }

    private Seat Seat(Guid id) => Connection.Find(RoomOf(id)) ?? throw Error.NotFound("session that was joined:", id);

    private IChatSessionGrain Session(Guid id) => grains.ChatSession(Caller.OrganizationId, id);

    private RoomId RoomOf(Guid id) => new(Caller.OrganizationId, id);
}
