using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>Chat for clients without sockets.</summary>
internal sealed class ChatEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var chat = api.MapGroup("/chat").WithTags("Chat");
        chat.Get("/search", Search).Op("searchChat", "Finds messages in one's own sessions, newest first", Permission.OrgMember, RouteGroup.Chat)
            .Query(Parameters.ChatSearch);
        var sessions = chat.MapGroup("/sessions");
        sessions.Get("", List).Op("listChatSessions", "Lists one's own sessions, last written to first", Permission.OrgMember, RouteGroup.Chat)
            .Query(Parameters.ChatSessions);
        sessions.Post("", Create).Op("createChatSession", "Creates a session", Permission.View, RouteGroup.Chat);
        sessions.Get("/{sessionId:guid}", Get).Op("getChatSession", "Returns a session", Permission.View, RouteGroup.Chat);
        sessions.Put("/{sessionId:guid}", Update).Op("putChatSession", "Changes the fields sent; its owner", Permission.View, RouteGroup.Chat);
        sessions.Delete("/{sessionId:guid}", Delete).Op("deleteChatSession", "Deletes a session; its owner", Permission.View, RouteGroup.Chat);
        sessions.Get("/{sessionId:guid}/members", Members).Op("listChatMembers", "Lists who is in a session", Permission.View, RouteGroup.Chat);
        sessions.Put("/{sessionId:guid}/members/{userId:guid}", AddMember)
            .Op("addChatMember", "Makes somebody a member; the owner of the session", Permission.View, RouteGroup.Chat);
        sessions.Delete("/{sessionId:guid}/members/{userId:guid}", RemoveMember)
            .Op("removeChatMember", "Ends a membership; the owner of the session, or oneself", Permission.View, RouteGroup.Chat);
        sessions.Get("/{sessionId:guid}/messages", Messages).Op("listChatMessages", "Lists messages in order, by page", Permission.View, RouteGroup.Chat)
            .Query(Parameters.ChatMessages);
        sessions.Post("/{sessionId:guid}/messages", Post).Op("postChatMessage", "Stores a message", Permission.View, RouteGroup.Chat);
    }

    private Task<ChatSearchPage> Search(HttpContext http) => Sessions(http).Search(http.Caller(), Queries.ChatSearch(http.Request));

    private Task<ChatSessionList> List(HttpContext http) => Sessions(http).List(http.Caller(), Queries.ChatSessions(http.Request));

    private async Task<Created<ChatSession>> Create(HttpContext http, Body<ChatSessionInput> body) =>
        TypedResults.Created((string?)null, await Sessions(http).Create(http.Change(), body.Value));

    private Task<ChatSession> Get(HttpContext http, Guid sessionId) => Session(http, sessionId).Get(http.Caller());

    private Task<ChatSession> Update(HttpContext http, Guid sessionId, Body<ChatSessionInput> body) =>
        Session(http, sessionId).Update(http.Change(), body.Value);

    private async Task<NoContent> Delete(HttpContext http, Guid sessionId)
    {
        await Session(http, sessionId).Delete(http.Change());
        return TypedResults.NoContent();
    }

    private Task<ChatMemberList> Members(HttpContext http, Guid sessionId) => Session(http, sessionId).Members(http.Caller());

    private Task<ChatMember> AddMember(HttpContext http, Guid sessionId, Guid userId) => Session(http, sessionId).AddMember(http.Change(), userId);

    private async Task<NoContent> RemoveMember(HttpContext http, Guid sessionId, Guid userId)
    {
        await Session(http, sessionId).RemoveMember(http.Change(), userId);
        return TypedResults.NoContent();
    }

    private Task<ChatMessagePage> Messages(HttpContext http, Guid sessionId) =>
        Session(http, sessionId).Messages(http.Caller(), Queries.ChatMessages(http.Request));

    private async Task<Created<ChatMessage>> Post(HttpContext http, Guid sessionId, Body<ChatMessageInput> body) =>
        TypedResults.Created((string?)null, await Session(http, sessionId).Post(http.Change(), body.Value));

    private IChatSessionsGrain Sessions(HttpContext http) => grains.ChatSessions(http.Caller().OrganizationId);

    private IChatSessionGrain Session(HttpContext http, Guid sessionId) => grains.ChatSession(http.Caller().OrganizationId, sessionId);
}
