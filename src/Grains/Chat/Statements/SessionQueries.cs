using BraidMgr.Contracts.Chat;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Chat.Statements;

/// <summary>All of a session that is held in memory; null when it is gone, or its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.load-chat-session")]
internal sealed record LoadSession(Guid SessionId) : Query<SessionContents>
{
    /// <summary>How many messages are held in memory at first.</summary>
    public const int Recent = 200;

    private static readonly string[] Statements =
    [
        $"SELECT {ChatSql.SessionColumns} FROM chat_sessions s WHERE s.id = $1 AND {ChatSql.IsThere}",
        $"SELECT {ChatSql.MemberColumns} FROM chat_session_members m WHERE m.session_id = $1 ORDER BY m.created_at, m.user_id",
        $"SELECT {ChatSql.MessageColumns} FROM chat_messages m WHERE m.session_id = $1 ORDER BY m.seq DESC LIMIT 200",
        $"""
        SELECT {ChatSql.MessageColumns} FROM chat_messages m
         WHERE m.session_id = $1 AND m.asks_assistant
           AND NOT EXISTS (SELECT FROM chat_messages a WHERE a.session_id = m.session_id AND a.client_message_id = 'answer-' || m.id)
         ORDER BY m.seq
        """,
    ];

    /// <inheritdoc/>
    public override bool AfterWrites => true;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = SessionId });

    /// <inheritdoc/>
    internal override async Task<SessionContents?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var session = ChatSql.ReadSession(reader, 0);
        await reader.NextResultAsync(cancellationToken);
        var members = await reader.ReadAll(row => ChatSql.ReadMember(row, 0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var messages = await reader.ReadAll(row => ChatSql.ReadMessage(row, 0).Message, cancellationToken);
        messages.Reverse();
        await reader.NextResultAsync(cancellationToken);
        var questions = await reader.ReadAll(row => ChatSql.ReadMessage(row, 0).Message, cancellationToken);
        return new(session, members, messages, questions);
    }
}

/// <summary>A session as loaded.</summary>
/// <param name="Session">The session.</param>
/// <param name="Members">Its members, the owner among them.</param>
/// <param name="Recent">Its last messages, in order.</param>
/// <param name="Questions">Those that have no answer yet.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-session-contents")]
internal sealed record SessionContents(
    ChatSession Session, IReadOnlyList<MemberRow> Members, IReadOnlyList<ChatMessage> Recent, IReadOnlyList<ChatMessage> Questions);

/// <summary>The sessions of a person, last written to first.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-chat-sessions")]
internal sealed record ListSessions(Guid UserId, bool AllProjects, ChatSessionQuery Page) : Query<SessionRows>
{
    /// <summary>Holds for sessions that the person <c>$1</c> may see, who is admin of all projects when <c>$2</c>.</summary>
    public const string IsMine = $"""
        EXISTS (SELECT FROM chat_session_members m WHERE m.session_id = s.id AND m.user_id = $1) AND {ChatSql.IsThere}
           AND (s.project_id IS NULL OR $2
                OR EXISTS (SELECT FROM user_project_roles r WHERE r.project_id = s.project_id AND r.user_id = $1))
        """;

    private const string Where = $"{IsMine} AND ($3::uuid IS NULL OR s.project_id = $3)";

    private static readonly string[] Statements =
    [
        $"""
        SELECT {ChatSql.SessionColumns}, me.last_read_seq
          FROM chat_sessions s JOIN chat_session_members me ON me.session_id = s.id AND me.user_id = $1
         WHERE {Where}
         ORDER BY s.updated_at DESC, s.id LIMIT $4 OFFSET $5
        """,
        $"SELECT count(*)::int FROM chat_sessions s WHERE {Where} AND $4 IS NOT NULL AND $5 IS NOT NULL",
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = UserId });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = AllProjects });
        parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = Page.ProjectId });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Page.Limit });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Page.Offset });
    }

    /// <inheritdoc/>
    internal override async Task<SessionRows?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var sessions = await reader.ReadAll(
            row => ChatSql.ReadSession(row, 0) with { LastReadSeq = row.GetInt64(ChatSql.SessionColumnCount) }, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(sessions, reader.GetInt32(0));
    }
}

/// <summary>A page of sessions, and how many there are.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-session-rows")]
internal sealed record SessionRows(IReadOnlyList<ChatSession> Sessions, int Total);

/// <summary>The ids of a project's sessions.</summary>
[GenerateSerializer, Immutable, Alias("braid.sessions-of-project")]
internal sealed record SessionsOfProject(Guid ProjectId) : Query<Rows<Guid>>
{
    private static readonly string[] Statements = ["SELECT id FROM chat_sessions WHERE project_id = $1 AND deleted_at IS NULL"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) => parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    /// <inheritdoc/>
    internal override async Task<Rows<Guid>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => row.GetGuid(0), cancellationToken));
}
