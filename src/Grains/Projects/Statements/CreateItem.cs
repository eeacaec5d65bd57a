namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Adds an item under the project's next number. No row: the project is gone.</summary>
[GenerateSerializer, Alias("braid.create-item")]
internal sealed record CreateItem : ItemWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), placed AS (
            SELECT i.*, row_number() OVER (PARTITION BY i.project_id ORDER BY i.ordinal) AS place FROM input i
        ), counted AS (
            UPDATE projects p
               SET next_item_num = p.next_item_num + n.items, version = p.version + n.items, updated_at = now()
              FROM (SELECT project_id, count(*)::int AS items FROM input GROUP BY project_id) n
             WHERE p.id = n.project_id AND p.state = 'active' AND p.deleted_at IS NULL
            RETURNING p.id, p.next_item_num - n.items AS first_num, p.version - n.items AS version, p.updated_at
        ), numbered AS (
            SELECT i.*, (c.first_num + i.place - 1)::int AS item_num, c.version + i.place AS project_version,
                   c.updated_at AS project_updated_at
              FROM placed i JOIN counted c ON c.id = i.project_id
        ), created AS (
            INSERT INTO items (id, project_id, item_num, type, title, description, workstream_id, assigned_to, start_date,
                   finish_date, duration_days, deadline, draft, client_visible, percent_complete, completed_on, indicator,
                   priority, rpt_out, budget_amount)
            SELECT n.id, n.project_id, n.item_num, n.type::item_type, n.title, n.description, n.workstream_id, n.assigned_to,
                   n.start_date, n.finish_date, n.duration_days, n.deadline, n.draft, n.client_visible, n.percent_complete,
                   n.completed_on, n.indicator::indicator, n.priority, n.rpt_out::text[], n.budget_amount
              FROM numbered n
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT n.audit_id, n.user_id, 'create', 'item', t.id, to_jsonb(t), n.correlation_id, t.project_id
              FROM numbered n JOIN created t ON t.id = n.id
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT n.user_id, n.idem_key, n.idem_route, n.idem_sha256, 201, to_jsonb(t)
              FROM numbered n JOIN created t ON t.id = n.id
             WHERE n.idem_key IS NOT NULL
        )
        SELECT n.ordinal, {ItemSql.Columns}, n.project_version, n.item_num + 1, n.project_updated_at
          FROM numbered n JOIN created t ON t.id = n.id
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
