using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>All of a project that is held in memory; null when there is no such project or it is still being imported.</summary>
[GenerateSerializer, Immutable, Alias("braid.load-project")]
internal sealed record LoadProject(Guid OrganizationId, Guid ProjectId) : Query<ProjectContents>
{
    private static readonly string[] Statements =
    [
        $"SELECT {ProjectSql.Columns} FROM active_projects p WHERE p.id = $1",
        "SELECT w.id, w.project_id, w.name, w.sort_order FROM workstreams w WHERE w.project_id = $1",
        $"SELECT {ItemSql.Columns}, t.indicator::text FROM items t WHERE t.project_id = $1 AND t.deleted_at IS NULL ORDER BY t.item_num",
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

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
        var items = await reader.ReadAll(ReadStored, cancellationToken);
        return new ProjectContents(project, workstreams, items);
    }

    private static Item ReadStored(NpgsqlDataReader row) => ItemSql.Read(row, 0) with
    {
        Indicator = row.Text(ItemSql.ColumnCount) is { } label ? Contracts.Labels<Indicator>.Parse(label) : null,
    };
}

/// <summary>A project as loaded. The items' indicators are the stored ones, so that memory can tell which to refresh.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-contents")]
internal sealed record ProjectContents(Project Project, IReadOnlyList<Workstream> Workstreams, IReadOnlyList<Item> Items);
