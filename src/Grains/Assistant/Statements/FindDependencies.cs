using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Assistant.Statements;

/// <summary>Which item of a project depends on which other.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-dependencies")]
internal sealed record FindDependencies(Guid ProjectId) : Query<Rows<DependencyRow>>
{
    private static readonly string[] Statements =
    [
        """
        SELECT d.item_id, d.depends_on_id FROM item_dependencies d
          JOIN items i ON i.id = d.item_id AND i.deleted_at IS NULL
          JOIN items o ON o.id = d.depends_on_id AND o.deleted_at IS NULL
         WHERE i.project_id = $1 ORDER BY i.item_num, o.item_num
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) => parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    /// <inheritdoc/>
    internal override async Task<Rows<DependencyRow>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => new DependencyRow(row.GetGuid(0), row.GetGuid(1)), cancellationToken));
}

/// <summary>An item and one that it depends on.</summary>
[GenerateSerializer, Immutable, Alias("braid.dependency-row")]
internal sealed record DependencyRow(Guid ItemId, Guid DependsOnId);
