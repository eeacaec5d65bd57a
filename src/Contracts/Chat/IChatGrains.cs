using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Live;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace BraidMgr.Contracts.Chat;

/// <summary>All chat sessions of one organization (key: its id): listing, creating, searching. Each caller sees their own.</summary>
[Alias("braid.chat-sessions-grain"), Version(1)]
public interface IChatSessionsGrain : IGrainWithGuidKey
{
    /// <summary>The sessions that the caller owns or is a member of, last written to first. Permission: org_member.</summary>
    Task<ChatSessionList> List(Caller caller, ChatSessionQuery query);

    /// <summary>Creates a session; NOT_FOUND for a project that the caller does not see. Permission: view, or org_member without a project.</summary>
    Task<ChatSession> Create(Change change, ChatSessionInput input);

    /// <summary>Messages of the caller's sessions that contain a text, newest first. Permission: org_member.</summary>
    Task<ChatSearchPage> Search(Caller caller, ChatSearchQuery query);

    /// <summary>
    /// Tells that a project was deleted, or may have been: those of its sessions that are in memory look whether it is there, as soon as they
    /// can be found. Returns when that is noted.
    /// </summary>
    Task ProjectDeleted(Guid projectId);
}

/// <summary>
/// One chat session (key: organization and session). A message is acknowledged when it is on disk; watchers are told after that, in
/// order. Every method with a caller authorizes first: NOT_FOUND for whoever is no member, or has lost the project.
/// </summary>
[Alias("braid.chat-session-grain"), Version(1)]
public interface IChatSessionGrain : IGrainWithStringKey, IChatMembers, IChatWatching, IChatAssistance
{
    /// <summary>The session.</summary>
    Task<ChatSession> Get(Caller caller);

    /// <summary>Changes the fields sent. The owner.</summary>
    Task<ChatSession> Update(Change change, ChatSessionInput input);

    /// <summary>Deletes the session (softly). The owner.</summary>
    Task Delete(Change change);

    /// <summary>A page of messages.</summary>
    Task<ChatMessagePage> Messages(Caller caller, ChatMessageQuery query);

    /// <summary>Stores a message; one that was sent before under the same client_message_id is answered as it was stored.</summary>
    Task<ChatMessage> Post(Change change, ChatMessageInput input);

    /// <summary>Notes how far the caller has read. Watchers are told at once; it is stored within seconds.</summary>
    Task Read(Caller caller, long seq);
}

/// <summary>The members of a session.</summary>
public interface IChatMembers
{
    /// <summary>The owner and the members.</summary>
    Task<ChatMemberList> Members(Caller caller);

    /// <summary>Makes somebody who may see the project a member; again is no error. The owner.</summary>
    Task<ChatMember> AddMember(Change change, Guid userId);

    /// <summary>Ends a membership at once. The owner, or oneself; the owner stays (CONFLICT).</summary>
    Task RemoveMember(Change change, Guid userId);
}

/// <summary>What API hosts ask for the connections that they hold. They have no caller: hosts check their connections by <see cref="Check"/>.</summary>
public interface IChatWatching
{
    /// <summary>
    /// Subscribes a host for <see cref="ChatWatch.Lifetime"/>, and says how the session stands; hosts call it every second or so, so
    /// that a lost notification is noticed.
    /// </summary>
    Task<ChatPulse> Watch(ChatWatch watch);

    /// <summary>Ends a host's subscription.</summary>
    [OneWay]
    Task Unwatch(Guid hostId);

    /// <summary>
    /// Messages after a number, in order; at most <paramref name="limit"/>, and about a MiB of content. Fewer say nothing of how many there are.
    /// </summary>
    Task<IReadOnlyList<ChatMessage>> Since(long afterSeq, int limit);

    /// <summary>For each caller null, or why they are no longer in the session (<see cref="ClosedReason"/>).</summary>
    Task<IReadOnlyList<string?>> Check(IReadOnlyList<Caller> callers);

    /// <summary>Tells watchers that somebody is writing. Never stored.</summary>
    [OneWay]
    Task Typing(ChatUser user);

    /// <summary>Reads the session anew, as something that it depends on has changed.</summary>
    [OneWay]
    Task Reload();
}

/// <summary>How the assistant speaks in a session.</summary>
public interface IChatAssistance
{
    /// <summary>Shows watchers a part of an answer that is being written. Never stored; may be lost.</summary>
    /// <param name="replyTo">The message that is answered.</param>
    /// <param name="messageId">The id that the answer will have.</param>
    /// <param name="text">What is added to the answer.</param>
    [OneWay]
    Task AssistantDelta(Guid replyTo, Guid messageId, string text);

    /// <summary>Stores an answer, once per question whatever its id, and answers with what is stored.</summary>
    Task<ChatMessage> AssistantAnswered(AssistantAnswer answer);
}
