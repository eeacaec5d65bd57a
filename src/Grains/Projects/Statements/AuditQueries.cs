using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>The columns of the audit log, and what of it a viewer may see.</summary>
internal static class AuditSql
{
    /// <summary>An entry's columns, of the alias <c>a</c>.</summary>
    public const string Columns = """
        a.id, a.user_id, a.action, a.entity_type, a.entity_id, a.before_state::text, a.after_state::text, a.correlation_id, a.created_at
        """;

    /// <summary>
    /// Holds for entries that a viewer may see: of items that are visible to clients now and were so in the states shown, of notes on
    /// and files at such items, of dependencies between such items, and of what is none of these. Timesheets tell rates, which viewers do not see.
    /// </summary>
    public const string VisibleToViewers = """
        (a.entity_type NOT IN ('item', 'note', 'attachment', 'dependency', 'timesheet')
         OR (a.entity_type <> 'timesheet' AND coalesce((a.before_state ->> 'client_visible')::boolean, true) AND coalesce((a.after_state ->> 'client_visible')::boolean, true)
             AND NOT coalesce((a.before_state ->> 'draft')::boolean, false) AND NOT coalesce((a.after_state ->> 'draft')::boolean, false)
             AND EXISTS (SELECT FROM items t
                          WHERE t.id = coalesce((a.after_state ->> 'item_id')::uuid, (a.before_state ->> 'item_id')::uuid, a.entity_id)
                            AND t.project_id = a.project_id AND t.client_visible AND NOT t.draft AND t.deleted_at IS NULL)
             AND NOT EXISTS (SELECT FROM items t
                              WHERE t.id = coalesce((a.after_state ->> 'depends_on_id')::uuid, (a.before_state ->> 'depends_on_id')::uuid)
                                AND (NOT t.client_visible OR t.draft OR t.deleted_at IS NOT NULL))))
        """;

    /// <summary>Finds a text anywhere, as ILIKE takes it.</summary>
    public static string? LikePattern(string? search) => search is null
        ? null
        : "%" + search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal) + "%";

    /// <summary>Reads an entry; names of people are filled in by the grain.</summary>
    public static AuditEntry Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        UserId = row.Value<Guid>(1),
        Action = row.GetString(2),
        EntityType = row.GetString(3),
        EntityId = row.Value<Guid>(4),
        BeforeState = row.Text(5) is { } before ? new JsonText(before) : null,
        AfterState = row.Text(6) is { } after ? new JsonText(after) : null,
        CorrelationId = row.Text(7),
        CreatedAt = row.GetDateTime(8),
    };
}

/// <summary>A page of the changes of one item, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-history")]
internal sealed record FindHistory(Guid ProjectId, Guid ItemId, HistoryQuery Page, bool ForViewer) : Query<Rows<AuditEntry>>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT {AuditSql.Columns}
          FROM audit_log a
         WHERE a.entity_type = 'item' AND a.entity_id = $2 AND a.project_id = $1 AND (NOT $3 OR {AuditSql.VisibleToViewers})
           AND ($5::timestamptz IS NULL OR (a.created_at, a.id) < ($5, $6::uuid))
         ORDER BY a.created_at DESC, a.id DESC LIMIT $4
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ItemId });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = ForViewer });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Page.Limit });
        parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = Page.After?.CreatedAt });
        parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = Page.After?.Id });
    }

    /// <inheritdoc/>
    internal override async Task<Rows<AuditEntry>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(AuditSql.Read, cancellationToken));
}

/// <summary>A page of what was done in a project, newest first, and how many entries match in all.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-activity")]
internal sealed record FindActivity(Guid ProjectId, ActivityQuery Filter, bool ForViewer) : Query<ActivityRows>
{
    // What is said of chat is for the members of each session, who need not be all who see the project.
    private const string Where = $"""
        a.project_id = $1 AND a.entity_type NOT IN ('chat_session', 'chat_member') AND a.created_at >= now() - make_interval(days => $2)
           AND ($3::text IS NULL OR a.entity_type = $3)
           AND ($4::text IS NULL OR a.action ILIKE $4 OR a.before_state::text ILIKE $4 OR a.after_state::text ILIKE $4)
           AND (NOT $5 OR {AuditSql.VisibleToViewers})
        """;

    private static readonly string[] Statements =
    [
        $"""
        SELECT {AuditSql.Columns} FROM audit_log a
         WHERE {Where} AND ($8::timestamptz IS NULL OR (a.created_at, a.id) < ($8, $9::uuid))
         ORDER BY a.created_at DESC, a.id DESC LIMIT $6 OFFSET $7
        """,
        $"""
        SELECT count(*)::int FROM audit_log a
         WHERE {Where} AND num_nonnulls($6::int, $7::int, $8::timestamptz, $9::uuid) > 0
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Filter.Days });
        parameters.Add(new NpgsqlParameter<string?> { TypedValue = Filter.EntityType });
        parameters.Add(new NpgsqlParameter<string?> { TypedValue = AuditSql.LikePattern(Filter.Search) });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = ForViewer });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Filter.Limit });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Filter.Offset });
        parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = Filter.After?.CreatedAt });
        parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = Filter.After?.Id });
    }

    /// <inheritdoc/>
    internal override async Task<ActivityRows?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = await reader.ReadAll(AuditSql.Read, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(entries, reader.GetInt32(0));
    }
}

/// <summary>A page of the audit log.</summary>
[GenerateSerializer, Immutable, Alias("braid.activity-rows")]
internal sealed record ActivityRows(IReadOnlyList<AuditEntry> Entries, int Total);
