using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>
/// All of a project that is held in memory; null when there is no such project or it is still being imported. Of one with too many items,
/// the items are not loaded.
/// </summary>
[GenerateSerializer, Immutable, Alias("braid.load-project")]
internal sealed record LoadProject(Guid OrganizationId, Guid ProjectId, int MaxItems) : Query<ProjectContents>
{
    private static readonly string[] Statements =
    [
        $"SELECT {ProjectSql.Columns} FROM active_projects p WHERE p.id = $1 AND $2::int >= 0",
        "SELECT w.id, w.project_id, w.name, w.sort_order FROM workstreams w WHERE w.project_id = $1 AND $2::int >= 0",
        $"""
        SELECT {ItemSql.Columns}, t.indicator::text FROM items t
         WHERE t.project_id = $1 AND t.deleted_at IS NULL
           AND (SELECT count(*) FROM items c WHERE c.project_id = $1 AND c.deleted_at IS NULL) <= $2
         ORDER BY t.item_num
        """,
        "SELECT EXISTS (SELECT FROM items t WHERE t.project_id = $1 AND t.deleted_at IS NULL AND $2::int >= 0)",
    ];

    /// <inheritdoc/>
    public override bool AfterWrites => true;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxItems });
    }

    /// <inheritdoc/>
    internal override async Task<ProjectContents?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var project = ProjectSql.Read(reader, 0, OrganizationId);
        await reader.NextResultAsync(cancellationToken);
        var workstreams = await reader.ReadAll(row => ProjectSql.ReadWorkstream(row, 0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var items = await reader.ReadAll(ItemSql.ReadStored, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ProjectContents(project, workstreams, items, TooLarge: items.Count == 0 && reader.GetBoolean(0));
    }
}

/// <summary>A project as loaded. The items' indicators are the stored ones, so that memory can tell which to refresh.</summary>
/// <param name="Project">The project.</param>
/// <param name="Workstreams">Its workstreams.</param>
/// <param name="Items">Its items; none when there are too many.</param>
/// <param name="TooLarge">Whether there are items, and too many to hold.</param>
[GenerateSerializer, Immutable, Alias("braid.project-contents")]
internal sealed record ProjectContents(Project Project, IReadOnlyList<Workstream> Workstreams, IReadOnlyList<Item> Items, bool TooLarge);
