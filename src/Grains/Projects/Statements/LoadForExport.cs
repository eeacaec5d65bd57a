using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>What an export needs of some items and memory does not hold: their notes and dependencies.</summary>
[GenerateSerializer, Immutable, Alias("braid.load-for-export")]
internal sealed record LoadForExport(Guid ProjectId, IReadOnlyList<Guid> ItemIds) : Query<ExportRows>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT {NoteSql.Columns} FROM item_notes c JOIN items t ON t.id = c.item_id
         WHERE t.id = ANY ($2) AND t.project_id = $1 AND t.deleted_at IS NULL ORDER BY c.note_date DESC, c.id DESC
        """,
        """
        SELECT d.item_id, d.depends_on_id FROM item_dependencies d JOIN items t ON t.id = d.item_id
         WHERE t.id = ANY ($2) AND t.project_id = $1 AND t.deleted_at IS NULL
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ItemIds] });
    }

    /// <inheritdoc/>
    internal override async Task<ExportRows?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var notes = await reader.ReadAll(row => NoteSql.Read(row, 0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var dependencies = await reader.ReadAll(row => new ItemDependency(row.GetGuid(0), row.GetGuid(1)), cancellationToken);
        return new(notes, dependencies);
    }
}

/// <summary>Notes, newest first, and dependencies.</summary>
[GenerateSerializer, Immutable, Alias("braid.export-rows")]
internal sealed record ExportRows(IReadOnlyList<ItemNote> Notes, IReadOnlyList<ItemDependency> Dependencies);
