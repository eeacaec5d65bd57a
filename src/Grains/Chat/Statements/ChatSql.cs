using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Chat.Statements;

/// <summary>The columns of sessions, members and messages, in the order in which they are read.</summary>
internal static class ChatSql
{
    /// <summary>A session's columns, of the alias <c>s</c>.</summary>
    public const string SessionColumns = "s.id, s.user_id, s.project_id, s.title, s.assistant, s.next_seq, s.created_at, s.updated_at";

    /// <summary>How many columns that are.</summary>
    public const int SessionColumnCount = 8;

    /// <summary>A member's columns, of the alias <c>m</c>.</summary>
    public const string MemberColumns = "m.user_id, m.last_read_seq, m.created_at";

    /// <summary>A message's columns, of the alias <c>m</c>.</summary>
    public const string MessageColumns = """
        m.id, m.session_id, m.seq, m.role::text, m.user_id, m.content, m.context_refs::text, m.token_count, m.client_message_id, m.created_at,
        m.asks_assistant
        """;

    /// <summary>Holds for sessions that are there: not deleted, and of no project or of one that is there.</summary>
    public const string IsThere = """
        s.deleted_at IS NULL AND (s.project_id IS NULL OR EXISTS (SELECT FROM active_projects p WHERE p.id = s.project_id))
        """;

    /// <summary>Reads a session from column <paramref name="at"/> on.</summary>
    public static ChatSession ReadSession(NpgsqlDataReader row, int at) => new()
    {
        Id = row.GetGuid(at),
        UserId = row.GetGuid(at + 1),
        ProjectId = row.Value<Guid>(at + 2),
        Title = row.Text(at + 3),
        Assistant = Labels<AssistantMode>.Parse(row.GetString(at + 4)),
        LastSeq = row.GetInt64(at + 5) - 1,
        CreatedAt = row.GetDateTime(at + 6),
        UpdatedAt = row.GetDateTime(at + 7),
    };

    /// <summary>Reads a member from column <paramref name="at"/> on.</summary>
    public static MemberRow ReadMember(NpgsqlDataReader row, int at) => new(row.GetGuid(at), row.GetInt64(at + 1), row.GetDateTime(at + 2));

    /// <summary>Reads a message from column <paramref name="at"/> on; names of people are filled in by the grain.</summary>
    public static StoredMessage ReadMessage(NpgsqlDataReader row, int at) => new(
        new()
        {
            Id = row.GetGuid(at),
            SessionId = row.GetGuid(at + 1),
            Seq = row.GetInt64(at + 2),
            Role = Labels<ChatRole>.Parse(row.GetString(at + 3)),
            UserId = row.Value<Guid>(at + 4),
            Content = row.GetString(at + 5),
            ContextRefs = row.Text(at + 6) is { } refs ? new JsonText(refs) : null,
            TokenCount = row.Value<int>(at + 7),
            ClientMessageId = row.Text(at + 8),
            CreatedAt = row.GetDateTime(at + 9),
        },
        row.GetBoolean(at + 10));
}

/// <summary>A row of <c>chat_session_members</c>; the owner has one too, for what they have read.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-member-row")]
internal sealed record MemberRow(Guid UserId, long LastReadSeq, DateTime CreatedAt);

/// <summary>A message as stored, and whether it addresses the assistant.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-stored-message")]
internal sealed record StoredMessage(ChatMessage Message, bool AsksAssistant);
