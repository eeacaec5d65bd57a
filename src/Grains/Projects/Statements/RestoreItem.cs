namespace BraidMgr.Grains.Projects.Statements;

/// <summary>
/// Brings an item back that was deleted less than 30 days ago; its workstream may be gone meanwhile. No row: there is none.
/// </summary>
[GenerateSerializer, Alias("braid.restore-item")]
internal sealed record RestoreItem : ItemWrite
{
    private const string Statement = $"""
        {InputAndBefore}, changed AS (
            UPDATE items t
               SET deleted_at = NULL, version = t.version + 1, updated_at = now(), indicator = i.indicator::indicator
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE t.id = i.id AND t.project_id = i.project_id AND t.version = i.version
               AND t.deleted_at > now() - make_interval(days => {RetentionSql.Days})
            RETURNING t.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'restore', 'item', t.id, to_jsonb(t), i.correlation_id, t.project_id
              FROM input i JOIN changed t ON t.id = i.id
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 200, to_jsonb(t)
              FROM input i JOIN changed t ON t.id = i.id
             WHERE i.idem_key IS NOT NULL
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
