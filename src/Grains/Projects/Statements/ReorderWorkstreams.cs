using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Numbers a project's workstreams in the order given. No row: the project is gone.</summary>
[GenerateSerializer, Alias("braid.reorder-workstreams")]
internal sealed record ReorderWorkstreams(Guid ProjectId, IReadOnlyList<Guid> WorkstreamIds) : Write<ProjectStamp>
{
    private const string Statement = $"""
        WITH context AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[])
                AS c (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256)
        ), wanted AS (
            SELECT * FROM unnest($8::uuid[]) WITH ORDINALITY AS i (id, place)
        ), before AS (
            SELECT jsonb_agg(w.id ORDER BY w.sort_order, w.name) AS ids FROM workstreams w WHERE w.project_id = $7
        ), counted AS (
            UPDATE projects p SET version = p.version + 1, updated_at = now()
             WHERE p.id = $7 AND p.state = 'active' AND p.deleted_at IS NULL
            RETURNING p.*
        ), changed AS (
            UPDATE workstreams w SET sort_order = (i.place - 1)::int FROM wanted i, counted p WHERE w.id = i.id AND w.project_id = p.id
            RETURNING w.id, w.project_id, w.name, w.sort_order
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT c.audit_id, c.user_id, 'reorder', 'workstream', p.id, jsonb_build_object('workstream_ids', b.ids),
                   jsonb_build_object('workstream_ids', to_jsonb($8::uuid[])), c.correlation_id, p.id
              FROM context c, counted p, before b
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT c.user_id, c.idem_key, c.idem_route, c.idem_sha256, 200,
                   (SELECT jsonb_agg(to_jsonb(w) ORDER BY w.sort_order) FROM changed w)
              FROM context c, counted p
             WHERE c.idem_key IS NOT NULL
        )
        SELECT 1::bigint, {ProjectStamp.Columns} FROM counted p
        """;

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context().Single(ProjectId).Single(WorkstreamIds.ToArray());

    /// <inheritdoc/>
    internal override ProjectStamp Read(NpgsqlDataReader row) => ProjectStamp.Read(row, 1);
}
