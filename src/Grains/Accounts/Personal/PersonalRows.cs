using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Accounts.Personal;

/// <summary>A row about a person, as JSON.</summary>
[GenerateSerializer, Immutable, Alias("braid.personal-row")]
internal sealed record PersonalRow(Guid Id, string Json)
{
    /// <summary>Reads one.</summary>
    public static PersonalRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1));
}

/// <summary>
/// A page of the rows of one kind that an organization stores about a person, in order of ids. Of what the person did it says what and
/// when, not what was in it: they may not see that any more.
/// </summary>
[GenerateSerializer, Immutable, Alias("braid.personal-rows")]
internal sealed record PersonalRows(Guid UserId, string Name, int Section, Guid After) : Query<Rows<PersonalRow>>
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 500;

    // $1 the person, $2 their name, $3 behind which id, $4 how many.
    private static readonly (string Name, string Sql)[] All =
    [
        ("project_roles", Page("""
            SELECT r.id, jsonb_build_object('project_id', r.project_id, 'project', p.name, 'role', r.role, 'created_at', r.created_at)
              FROM user_project_roles r JOIN projects p ON p.id = r.project_id WHERE r.user_id = $1
            """)),
        ("notes", Page("""
            SELECT n.id, jsonb_build_object('id', n.id, 'item_id', n.item_id, 'note_date', n.note_date, 'content', n.content, 'created_at', n.created_at)
              FROM item_notes n WHERE n.created_by = $1
            """)),
        ("attachments", Page("""
            SELECT a.id, jsonb_build_object('id', a.id, 'item_id', a.item_id, 'filename', a.filename, 'content_type', a.content_type,
                   'size_bytes', a.size_bytes, 'sha256', encode(a.sha256, 'hex'), 'created_at', a.created_at)
              FROM attachments a WHERE a.uploaded_by = $1
            """)),
        ("assigned_items", Page("""
            SELECT t.id, jsonb_build_object('id', t.id, 'project_id', t.project_id, 'item_num', t.item_num, 'title', t.title)
              FROM items t WHERE lower(t.assigned_to) = lower($2) AND t.deleted_at IS NULL
            """)),
        ("timesheets", Page("""
            SELECT e.id, jsonb_build_object('id', e.id, 'project_id', e.project_id, 'week_ending', e.week_ending, 'hours', e.hours)
              FROM timesheet_entries e WHERE lower(e.resource_name) = lower($2)
            """)),
        ("chat_sessions", Page("""
            SELECT s.id, jsonb_build_object('id', s.id, 'project_id', s.project_id, 'title', s.title, 'created_at', s.created_at)
              FROM chat_sessions s WHERE s.user_id = $1
            """)),
        ("chat_memberships", Page("""
            SELECT m.session_id, jsonb_build_object('session_id', m.session_id, 'last_read_seq', m.last_read_seq, 'created_at', m.created_at)
              FROM chat_session_members m WHERE m.user_id = $1
            """)),
        ("chat_messages", Page("""
            SELECT m.id, jsonb_build_object('id', m.id, 'session_id', m.session_id, 'seq', m.seq, 'content', m.content, 'created_at', m.created_at)
              FROM chat_messages m WHERE m.user_id = $1
            """)),
        ("activity", Page("""
            SELECT a.id, jsonb_build_object('id', a.id, 'action', a.action, 'entity_type', a.entity_type, 'entity_id', a.entity_id,
                   'project_id', a.project_id, 'correlation_id', a.correlation_id, 'created_at', a.created_at)
              FROM audit_log a WHERE a.user_id = $1
            """)),
    ];

    private static readonly string[][] Statements = [.. All.Select(section => new[] { section.Sql })];

    /// <summary>The names of the kinds, in order.</summary>
    public static IReadOnlyList<string> Sections { get; } = [.. All.Select(section => section.Name)];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements[Section];

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = UserId });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = Name });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = After });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = PageSize });
    }

    /// <inheritdoc/>
    internal override async Task<Rows<PersonalRow>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(PersonalRow.Read, cancellationToken));

    // Every statement takes every parameter, whatever it asks for.
    private static string Page(string rows) => $"""
        SELECT r.id, r.json::text FROM ({rows}) r (id, json)
         WHERE r.id > $3 AND num_nonnulls($1::uuid, $2::text) > 0 ORDER BY r.id LIMIT $4
        """;
}
