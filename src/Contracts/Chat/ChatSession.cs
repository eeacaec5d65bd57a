using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Chat;

/// <summary>Which messages of a session address the assistant.</summary>
[JsonConverter(typeof(LabelConverter<AssistantMode>))]
public enum AssistantMode
{
    /// <summary>Those that contain <c>@assistant</c>.</summary>
    [JsonStringEnumMemberName("mentions")]
    Mentions,

    /// <summary>Every message of a person.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>None, whatever they contain.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

/// <summary>A chat session, as the API shows it to one of its members.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-session")]
public sealed record ChatSession
{
    /// <summary>The session's id.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>Its owner, who adds and removes members.</summary>
    [Id(1)] public required Guid UserId { get; init; }

    /// <summary>The project that it belongs to; null: the organization.</summary>
    [Id(2)] public Guid? ProjectId { get; init; }

    /// <summary>At most 200 characters.</summary>
    [Id(3)] public string? Title { get; init; }

    /// <summary>Which messages address the assistant.</summary>
    [Id(4)] public required AssistantMode Assistant { get; init; }

    /// <summary>The number of the last message; 0 before the first. Numbers have no gaps.</summary>
    [Id(5)] public required long LastSeq { get; init; }

    /// <summary>The last message that the caller has read.</summary>
    [Id(6)] public long LastReadSeq { get; init; }

    /// <summary>When it was created.</summary>
    [Id(7)] public required DateTime CreatedAt { get; init; }

    /// <summary>When it was last changed or written to.</summary>
    [Id(8)] public required DateTime UpdatedAt { get; init; }
}

/// <summary>Body of POST and PUT of a session; on PUT only the fields sent change, null clears, and the project stays.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-session-input")]
public sealed record ChatSessionInput
{
    /// <summary>The project that it belongs to; the organization unless sent. It cannot be changed.</summary>
    [Id(0)] public Optional<Guid?> ProjectId { get; init; }

    /// <inheritdoc cref="ChatSession.Title"/>
    [Id(1)] public Optional<string?> Title { get; init; }

    /// <inheritdoc cref="ChatSession.Assistant"/>
    [Id(2)] public Optional<AssistantMode?> Assistant { get; init; }
}

/// <summary>GET /chat/sessions, last written to first.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-session-list")]
public sealed record ChatSessionList(IReadOnlyList<ChatSession> Sessions, int Total);

/// <summary>Filter and page of GET /chat/sessions.</summary>
/// <param name="ProjectId">Only sessions of this project.</param>
/// <param name="Limit">Sessions on the page, 1 to 1000; default 100.</param>
/// <param name="Offset">Sessions before the page.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-session-query")]
public sealed record ChatSessionQuery(Guid? ProjectId = null, int Limit = 100, int Offset = 0);

/// <summary>Who may read and post in a session.</summary>
/// <param name="UserId">The person.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Name">The person's name, where known.</param>
/// <param name="Email">The person's address, where known.</param>
/// <param name="IsOwner">Whether the session is theirs.</param>
/// <param name="LastReadSeq">The last message that they have read.</param>
/// <param name="CreatedAt">Since when.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-member")]
public sealed record ChatMember(
    Guid UserId, Guid SessionId, string? Name, string? Email, bool IsOwner, long LastReadSeq, DateTime CreatedAt);

/// <summary>GET /chat/sessions/{id}/members.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-member-list")]
public sealed record ChatMemberList(IReadOnlyList<ChatMember> Members, int Total);
