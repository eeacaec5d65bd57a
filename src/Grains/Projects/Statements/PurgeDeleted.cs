using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>
/// Removes for good a bounded piece of what was deleted 30 days ago: items, and projects that have none left. The audit log keeps the
/// rows as they were and gets one that tells of the purge.
/// </summary>
[GenerateSerializer, Alias("braid.purge-deleted")]
internal sealed record PurgeDeleted : Write<PurgedRows>
{
    // Files go with their items; their bytes then belong to nothing, and the sweep of the object store removes them.
    private const string Statement = $"""
        WITH old AS MATERIALIZED (
            SELECT t.id, t.project_id, t.item_num
              FROM items t JOIN projects p ON p.id = t.project_id
             WHERE t.deleted_at < now() - make_interval(days => {RetentionSql.Days}) OR p.deleted_at < now() - make_interval(days => {RetentionSql.Days})
             LIMIT 500
        ), items_gone AS (
            DELETE FROM items t USING old o WHERE t.id = o.id RETURNING t.id, t.project_id
        ), empty AS MATERIALIZED (
            SELECT p.id FROM projects p
             WHERE p.deleted_at < now() - make_interval(days => {RetentionSql.Days}) AND NOT EXISTS (SELECT FROM items t WHERE t.project_id = p.id)
             LIMIT 10
        ), projects_gone AS (
            DELETE FROM projects p USING empty e WHERE p.id = e.id RETURNING p.id
        ), audited AS (
            INSERT INTO audit_log (id, action, entity_type, entity_id, project_id)
            SELECT gen_random_uuid(), 'purge', 'item', g.id, g.project_id FROM items_gone g
            UNION ALL
            SELECT gen_random_uuid(), 'purge', 'project', g.id, g.id FROM projects_gone g
        )
        SELECT 1::bigint, (SELECT count(*) FROM items_gone) + (SELECT count(*) FROM projects_gone)
        """;

    /// <inheritdoc/>
    public override Guid Row => Guid.Empty;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    public override int Weight => 500;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set)
    {
        // The statement has no parameters.
    }

    /// <inheritdoc/>
    internal override PurgedRows Read(NpgsqlDataReader row) => new(row.GetInt64(1));
}

/// <summary>How many rows were removed.</summary>
[GenerateSerializer, Immutable, Alias("braid.purged-rows")]
internal sealed record PurgedRows(long Count);
