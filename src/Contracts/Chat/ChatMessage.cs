using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Chat;

/// <summary>Who speaks in a message; enum <c>chat_role</c>.</summary>
[JsonConverter(typeof(LabelConverter<ChatRole>))]
public enum ChatRole
{
    /// <summary>A person.</summary>
    [JsonStringEnumMemberName("user")]
    User,

    /// <summary>The assistant.</summary>
    [JsonStringEnumMemberName("assistant")]
    Assistant,

    /// <summary>BraidMgr itself, such as when a question could not be answered.</summary>
    [JsonStringEnumMemberName("system")]
    System,
}

/// <summary>A message, as stored and as the API shows it. Messages do not change.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-message")]
public sealed record ChatMessage
{
    /// <summary>The longest content, in bytes of UTF-8.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>The message's id.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The session.</summary>
    [Id(1)] public required Guid SessionId { get; init; }

    /// <summary>Its number in the session, from 1, without gaps.</summary>
    [Id(2)] public required long Seq { get; init; }

    /// <summary>Who speaks.</summary>
    [Id(3)] public required ChatRole Role { get; init; }

    /// <summary>The person; null unless one speaks.</summary>
    [Id(4)] public Guid? UserId { get; init; }

    /// <summary>That person's name, where known.</summary>
    [Id(5)] public string? UserName { get; init; }

    /// <summary>1 byte to 32 KiB of UTF-8.</summary>
    [Id(6)] public required string Content { get; init; }

    /// <summary>What an answer refers to, as JSON.</summary>
    [Id(7)] public JsonText? ContextRefs { get; init; }

    /// <summary>What an answer cost.</summary>
    [Id(8)] public int? TokenCount { get; init; }

    /// <summary>The id that its sender gave it: a resend under the same one is not a second message.</summary>
    [Id(9)] public string? ClientMessageId { get; init; }

    /// <summary>When it was stored.</summary>
    [Id(10)] public required DateTime CreatedAt { get; init; }
}

/// <summary>Body of POST /chat/sessions/{id}/messages.</summary>
/// <param name="Content">1 byte to 32 KiB of UTF-8.</param>
/// <param name="ClientMessageId">1 to 200 characters, chosen by the sender; a resend under it is answered with the stored message.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-message-input")]
public sealed record ChatMessageInput(string? Content, string? ClientMessageId = null);

/// <summary>GET /chat/sessions/{id}/messages, in order of their numbers.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="LastSeq">The number of the session's last message.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-message-page")]
public sealed record ChatMessagePage(IReadOnlyList<ChatMessage> Messages, long LastSeq);

/// <summary>
/// Page of GET /chat/sessions/{id}/messages: the first ones after a number, the last ones before a number, or, where neither is sent,
/// the last ones.
/// </summary>
/// <param name="AfterSeq">Only messages with a larger number.</param>
/// <param name="BeforeSeq">Only messages with a smaller number.</param>
/// <param name="Limit">Messages on the page, 1 to 1000; default 100.</param>
/// <param name="MaxBytes">
/// With AfterSeq: the page ends with the message whose content brings it to so many bytes of UTF-8; at least one is on it. Default: no bound.
/// </param>
[GenerateSerializer, Immutable, Alias("braid.chat-message-query")]
public sealed record ChatMessageQuery(long? AfterSeq = null, long? BeforeSeq = null, int Limit = 100, int MaxBytes = int.MaxValue);

/// <summary>Search in one's own sessions.</summary>
/// <param name="Text">What messages must contain, ignoring case; at most 200 characters, and empty for all.</param>
/// <param name="Limit">Messages on the page, 1 to 1000; default 50.</param>
/// <param name="Offset">Messages before the page.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-search-query")]
public sealed record ChatSearchQuery(string Text, int Limit = 50, int Offset = 0);

/// <summary>GET /chat/search, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-search-page")]
public sealed record ChatSearchPage(IReadOnlyList<ChatMessage> Messages, int Total);
