using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Chat.Statements;

/// <summary>A change of a session itself.</summary>
[GenerateSerializer, Alias("braid.chat-session-write")]
internal abstract record SessionWrite : Write<ChatSession>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::text[], $10::text[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, project_id, title, assistant, ordinal)
        """;

    /// <summary>The session's id.</summary>
    [Id(0)] public required Guid SessionId { get; init; }

    /// <summary>See <see cref="ChatSession.ProjectId"/>.</summary>
    [Id(1)] public Guid? ProjectId { get; init; }

    /// <summary>See <see cref="ChatSession.Title"/>.</summary>
    [Id(2)] public string? Title { get; init; }

    /// <summary>See <see cref="ChatSession.Assistant"/>.</summary>
    [Id(3)] public AssistantMode Assistant { get; init; }

    /// <inheritdoc/>
    public override Guid Row => SessionId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => ProjectId is { } project ? [project] : [];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((SessionWrite w) => w.SessionId)
        .Column((SessionWrite w) => w.ProjectId)
        .Column((SessionWrite w) => w.Title)
        .Column((SessionWrite w) => Labels<AssistantMode>.Of(w.Assistant));

    /// <inheritdoc/>
    internal override ChatSession Read(NpgsqlDataReader row) => ChatSql.ReadSession(row, 1);
}

/// <summary>Creates a session of the person who asks. No row: its project is gone.</summary>
[GenerateSerializer, Alias("braid.create-chat-session")]
internal sealed record CreateSession : SessionWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), created AS (
            INSERT INTO chat_sessions (id, user_id, project_id, title, assistant)
            SELECT i.id, i.user_id, i.project_id, i.title, i.assistant FROM input i
             WHERE i.project_id IS NULL OR EXISTS (SELECT FROM active_projects p WHERE p.id = i.project_id)
            RETURNING *
        ), owned AS (
            INSERT INTO chat_session_members (session_id, user_id) SELECT s.id, s.user_id FROM created s
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'create', 'chat_session', s.id, to_jsonb(s), i.correlation_id, s.project_id
              FROM input i JOIN created s ON s.id = i.id
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 201, to_jsonb(s)
              FROM input i JOIN created s ON s.id = i.id
             WHERE i.idem_key IS NOT NULL
        )
        SELECT i.ordinal, {ChatSql.SessionColumns} FROM input i JOIN created s ON s.id = i.id
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Replaces title and setting of a session. No row: it is gone.</summary>
[GenerateSerializer, Alias("braid.update-chat-session")]
internal sealed record UpdateSession : SessionWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT s.* FROM chat_sessions s JOIN input i ON i.id = s.id
        ), changed AS (
            UPDATE chat_sessions s
               SET title = i.title, assistant = i.assistant, updated_at = now()
              FROM input i
             WHERE s.id = i.id AND s.deleted_at IS NULL
            RETURNING s.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'update', 'chat_session', s.id, to_jsonb(b), to_jsonb(s), i.correlation_id, s.project_id
              FROM input i JOIN changed s ON s.id = i.id JOIN before b ON b.id = i.id
        )
        SELECT i.ordinal, {ChatSql.SessionColumns} FROM input i JOIN changed s ON s.id = i.id
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Deletes a session softly. No row: it is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-chat-session")]
internal sealed record DeleteSession : SessionWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT s.* FROM chat_sessions s JOIN input i ON i.id = s.id
        ), changed AS (
            UPDATE chat_sessions s SET deleted_at = now(), updated_at = now()
              FROM input i
             WHERE s.id = i.id AND s.deleted_at IS NULL
            RETURNING s.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'chat_session', s.id, to_jsonb(b), i.correlation_id, s.project_id
              FROM input i JOIN changed s ON s.id = i.id JOIN before b ON b.id = i.id
        )
        SELECT i.ordinal, {ChatSql.SessionColumns} FROM input i JOIN changed s ON s.id = i.id
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
