using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Grains.Chat.Statements;

/// <summary>
/// Adds a message under the session's next number; one that is known by its client_message_id, stored before or in the same set, is
/// answered as it is stored and takes no number, but is no answer for the Idempotency-Key of anybody but its author. No row: the session
/// is gone, or its project.
/// </summary>
[GenerateSerializer, Alias("braid.create-chat-message")]
internal sealed record CreateMessage : Write<StoredMessage>
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[],
                                 $9::text[], $10::uuid[], $11::text[], $12::jsonb[], $13::int[], $14::text[], $15::bool[])
            WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, session_id, role, author,
                                  content, context_refs, token_count, client_message_id, asks_assistant, ordinal)
        ), known AS (
            SELECT i.ordinal, m.* FROM input i
              JOIN chat_messages m ON m.session_id = i.session_id AND m.client_message_id = i.client_message_id
        ), fresh AS (
            SELECT DISTINCT ON (i.session_id, coalesce(i.client_message_id, i.id::text)) i.*
              FROM input i
             WHERE NOT EXISTS (SELECT FROM known k WHERE k.ordinal = i.ordinal)
             ORDER BY i.session_id, coalesce(i.client_message_id, i.id::text), i.ordinal
        ), placed AS (
            SELECT f.*, row_number() OVER (PARTITION BY f.session_id ORDER BY f.ordinal) AS place FROM fresh f
        ), counted AS (
            UPDATE chat_sessions s
               SET next_seq = s.next_seq + n.messages, updated_at = now()
              FROM (SELECT session_id, count(*) AS messages FROM fresh GROUP BY session_id) n
             WHERE s.id = n.session_id AND {ChatSql.IsThere}
            RETURNING s.id, s.next_seq - n.messages AS first_seq
        ), created AS (
            INSERT INTO chat_messages (id, session_id, seq, role, user_id, content, context_refs, token_count, client_message_id, asks_assistant)
            SELECT p.id, p.session_id, c.first_seq + p.place - 1, p.role::chat_role, p.author, p.content, p.context_refs, p.token_count,
                   p.client_message_id, p.asks_assistant
              FROM placed p JOIN counted c ON c.id = p.session_id
            RETURNING *
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 201, jsonb_build_object('seq', coalesce(k.seq, m.seq))
              FROM input i
              LEFT JOIN known k ON k.ordinal = i.ordinal AND k.user_id IS NOT DISTINCT FROM i.author
              LEFT JOIN created m ON m.session_id = i.session_id AND (m.id = i.id OR m.client_message_id = i.client_message_id)
                                 AND m.user_id IS NOT DISTINCT FROM i.author
             WHERE i.idem_key IS NOT NULL AND (k.id IS NOT NULL OR m.id IS NOT NULL)
        )
        SELECT i.ordinal, {ChatSql.MessageColumns}
          FROM input i JOIN created m ON m.session_id = i.session_id AND (m.id = i.id OR m.client_message_id = i.client_message_id)
         UNION ALL
        SELECT m.ordinal, {ChatSql.MessageColumns} FROM known m
        """;

    /// <summary>The message's id.</summary>
    [Id(0)] public required Guid MessageId { get; init; }

    /// <summary>The session.</summary>
    [Id(1)] public required Guid SessionId { get; init; }

    /// <summary>Who speaks.</summary>
    [Id(2)] public required ChatRole Role { get; init; }

    /// <summary>The person; null unless one speaks.</summary>
    [Id(3)] public Guid? Author { get; init; }

    /// <summary>See <see cref="ChatMessage.Content"/>.</summary>
    [Id(4)] public required string Content { get; init; }

    /// <summary>See <see cref="ChatMessage.ContextRefs"/>.</summary>
    [Id(5)] public JsonText? ContextRefs { get; init; }

    /// <summary>See <see cref="ChatMessage.TokenCount"/>.</summary>
    [Id(6)] public int? TokenCount { get; init; }

    /// <summary>See <see cref="ChatMessage.ClientMessageId"/>.</summary>
    [Id(7)] public string? ClientMessageId { get; init; }

    /// <summary>Whether the assistant is to answer it.</summary>
    [Id(8)] public bool AsksAssistant { get; init; }

    /// <inheritdoc/>
    public override Guid Row => MessageId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [SessionId];

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((CreateMessage w) => w.MessageId)
        .Column((CreateMessage w) => w.SessionId)
        .Column((CreateMessage w) => Labels<ChatRole>.Of(w.Role))
        .Column((CreateMessage w) => w.Author)
        .Column((CreateMessage w) => w.Content)
        .Column((CreateMessage w) => w.ContextRefs?.Json, NpgsqlDbType.Jsonb)
        .Column((CreateMessage w) => w.TokenCount)
        .Column((CreateMessage w) => w.ClientMessageId)
        .Column((CreateMessage w) => w.AsksAssistant);

    /// <inheritdoc/>
    internal override StoredMessage Read(NpgsqlDataReader row) => ChatSql.ReadMessage(row, 1);
}
