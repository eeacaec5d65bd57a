using BraidMgr.Grains.Access;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Chat.Statements;

/// <summary>A change of who is in a session.</summary>
[GenerateSerializer, Alias("braid.chat-member-write")]
internal abstract record MemberWrite(Guid SessionId, Guid? ProjectId, Guid MemberId) : Write<MemberRow>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::uuid[])
        WITH ORDINALITY AS i (audit_id, actor_id, correlation_id, idem_key, idem_route, idem_sha256, session_id, project_id, user_id, ordinal)
        """;

    /// <inheritdoc/>
    public override Guid Row => SetRole.RowOf(SessionId, MemberId);

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [SessionId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((MemberWrite w) => w.SessionId)
        .Column((MemberWrite w) => w.ProjectId)
        .Column((MemberWrite w) => w.MemberId);

    /// <inheritdoc/>
    internal override MemberRow Read(NpgsqlDataReader row) => ChatSql.ReadMember(row, 1);
}

/// <summary>Makes somebody a member of a session; who is one stays as they are. No row: the session is gone.</summary>
[GenerateSerializer, Alias("braid.add-chat-member")]
internal sealed record AddMember(Guid SessionId, Guid? ProjectId, Guid MemberId) : MemberWrite(SessionId, ProjectId, MemberId)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT i.ordinal, m.* FROM input i JOIN chat_session_members m ON m.session_id = i.session_id AND m.user_id = i.user_id
        ), created AS (
            INSERT INTO chat_session_members (session_id, user_id)
            SELECT i.session_id, i.user_id FROM input i
              JOIN chat_sessions s ON s.id = i.session_id AND s.deleted_at IS NULL
             WHERE NOT EXISTS (SELECT FROM before b WHERE b.ordinal = i.ordinal)
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.actor_id, 'create', 'chat_member', i.user_id,
                   jsonb_build_object('session_id', m.session_id, 'user_id', m.user_id), i.correlation_id, i.project_id
              FROM input i JOIN created m ON m.session_id = i.session_id AND m.user_id = i.user_id
        )
        SELECT i.ordinal, {ChatSql.MemberColumns}
          FROM input i JOIN created m ON m.session_id = i.session_id AND m.user_id = i.user_id
         UNION ALL
        SELECT m.ordinal, {ChatSql.MemberColumns} FROM before m
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Ends a membership in a session. No row: there was none.</summary>
[GenerateSerializer, Alias("braid.remove-chat-member")]
internal sealed record RemoveMember(Guid SessionId, Guid? ProjectId, Guid MemberId) : MemberWrite(SessionId, ProjectId, MemberId)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), removed AS (
            DELETE FROM chat_session_members m USING input i
             WHERE m.session_id = i.session_id AND m.user_id = i.user_id
            RETURNING i.ordinal, i.audit_id, i.actor_id, i.correlation_id, i.project_id, m.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT m.audit_id, m.actor_id, 'delete', 'chat_member', m.user_id,
                   jsonb_build_object('session_id', m.session_id, 'user_id', m.user_id), m.correlation_id, m.project_id
              FROM removed m
        )
        SELECT m.ordinal, {ChatSql.MemberColumns} FROM removed m
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>How many rows a write has changed.</summary>
[GenerateSerializer, Immutable, Alias("braid.changed-rows")]
internal sealed record ChangedRows(int Count);

/// <summary>Stores how far members of one session have read; it never goes back.</summary>
[GenerateSerializer, Alias("braid.store-chat-reads")]
internal sealed record StoreReads(Guid SessionId, IReadOnlyList<Guid> UserIds, IReadOnlyList<long> Seqs) : Write<ChangedRows>
{
    private const string Statement = """
        WITH marks AS (
            SELECT * FROM unnest($2::uuid[], $3::bigint[]) AS i (user_id, seq)
        ), changed AS (
            UPDATE chat_session_members m SET last_read_seq = greatest(m.last_read_seq, i.seq)
              FROM marks i
             WHERE m.session_id = $1 AND m.user_id = i.user_id
            RETURNING m.user_id
        )
        SELECT 1::bigint, count(*)::int FROM changed
        """;

    /// <inheritdoc/>
    public override Guid Row => SetRole.RowOf(SessionId, UserIds[0]);

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [SessionId];

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Single(SessionId).Single(UserIds.ToArray()).Single(Seqs.ToArray());

    /// <inheritdoc/>
    internal override ChangedRows Read(NpgsqlDataReader row) => new(row.GetInt32(1));
}
