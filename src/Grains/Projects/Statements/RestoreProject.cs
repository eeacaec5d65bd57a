using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Brings a project back that was deleted less than 30 days ago. No row: there is none.</summary>
[GenerateSerializer, Alias("braid.restore-project")]
internal sealed record RestoreProject(Guid OrganizationId, Guid ProjectId) : Write<Project>
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[])
            WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, ordinal)
        ), changed AS (
            UPDATE projects p
               SET deleted_at = NULL, version = p.version + 1, updated_at = now()
              FROM input i
             WHERE p.id = i.id AND p.state = 'active' AND p.deleted_at > now() - make_interval(days => {RetentionSql.Days})
            RETURNING p.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'restore', 'project', p.id, to_jsonb(p), i.correlation_id, p.id
              FROM input i JOIN changed p ON p.id = i.id
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 200, to_jsonb(p)
              FROM input i JOIN changed p ON p.id = i.id
             WHERE i.idem_key IS NOT NULL
        )
        SELECT i.ordinal, {ProjectSql.Columns} FROM input i JOIN changed p ON p.id = i.id
        """;

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context().Column((RestoreProject w) => w.ProjectId);

    /// <inheritdoc/>
    internal override Project Read(NpgsqlDataReader row) => ProjectSql.Read(row, 1, OrganizationId);
}
