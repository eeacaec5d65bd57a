using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>
/// Replaces many items, all or none: when one has not the version that its change was made from, or it or the project is gone, nothing is
/// changed. No row: so it was.
/// </summary>
[GenerateSerializer, Alias("braid.update-items")]
internal sealed record UpdateItems(Guid ProjectId, IReadOnlyList<Item> Items, IReadOnlyList<Guid> AuditIds) : Write<ItemsCommitted>
{
    private const string Statement = $"""
        WITH context AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[])
                AS c (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256)
        ), input AS (
            SELECT * FROM {ItemRows.Input}
        ), before AS (
            SELECT t.* FROM items t JOIN input i ON i.id = t.id JOIN active_projects p ON p.id = t.project_id
             WHERE t.project_id = $7 AND t.version = i.version AND t.deleted_at IS NULL
               FOR NO KEY UPDATE OF t
        ), complete AS (
            SELECT (SELECT count(*) FROM before) = (SELECT count(*) FROM input) AS holds
        ), changed AS (
            UPDATE items t
               SET type = i.type::item_type, title = i.title, description = i.description, workstream_id = i.workstream_id,
                   assigned_to = i.assigned_to, start_date = i.start_date, finish_date = i.finish_date,
                   duration_days = i.duration_days, deadline = i.deadline, draft = i.draft, client_visible = i.client_visible,
                   percent_complete = i.percent_complete, completed_on = i.completed_on, indicator = i.indicator::indicator,
                   priority = i.priority, rpt_out = i.rpt_out::text[], budget_amount = i.budget_amount,
                   version = t.version + 1, updated_at = now()
              FROM input i, complete c
             WHERE c.holds AND t.id = i.id
            RETURNING t.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, c.user_id, 'update', 'item', t.id, to_jsonb(b), to_jsonb(t), c.correlation_id, t.project_id
              FROM context c, input i JOIN changed t ON t.id = i.id JOIN before b ON b.id = i.id
        ), counted AS (
            UPDATE projects p
               SET version = p.version + n.items, updated_at = now()
              FROM (SELECT count(*) AS items FROM changed) n
             WHERE p.id = $7 AND n.items > 0
            RETURNING p.version, p.next_item_num, p.updated_at
        )
        SELECT 1::bigint, array_agg(t.id ORDER BY t.id), array_agg(t.version ORDER BY t.id), max(t.updated_at),
               max(p.version), max(p.next_item_num), max(p.updated_at)
          FROM counted p, changed t
        HAVING count(*) > 0
        """;

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [.. Items.Select(i => i.Id), .. Items.Select(i => i.WorkstreamId).OfType<Guid>().Distinct()];

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    public override int Weight => Items.Count;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set)
    {
        set.Context().Single(ProjectId);
        ItemRows.Bind(set, Items, AuditIds);
    }

    /// <inheritdoc/>
    internal override ItemsCommitted Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<Guid[]>(1), row.GetFieldValue<long[]>(2), row.GetDateTime(3), ProjectStamp.Read(row, 4));
}

/// <summary>What a change of many items made: the new version of each, when, and the project's counters.</summary>
[GenerateSerializer, Immutable, Alias("braid.items-committed")]
internal sealed record ItemsCommitted(IReadOnlyList<Guid> Ids, IReadOnlyList<long> Versions, DateTime UpdatedAt, ProjectStamp Project);
