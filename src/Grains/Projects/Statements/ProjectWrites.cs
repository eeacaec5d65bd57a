using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Replaces what people may change of a project itself. No row: it is gone.</summary>
[GenerateSerializer, Alias("braid.update-project")]
internal sealed record UpdateProject : Write<Project>
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[],
                                 $7::uuid[], $8::text[], $9::text[], $10::date[], $11::date[])
            WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256,
                                  id, name, client_name, project_start, project_end, ordinal)
        ), before AS (
            SELECT p.* FROM projects p JOIN input i ON i.id = p.id
        ), changed AS (
            UPDATE projects p
               SET name = i.name, client_name = i.client_name, project_start = i.project_start, project_end = i.project_end,
                   version = p.version + 1, updated_at = now()
              FROM input i
             WHERE p.id = i.id AND p.state = 'active' AND p.deleted_at IS NULL
            RETURNING p.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'update', 'project', p.id, to_jsonb(b), to_jsonb(p), i.correlation_id, p.id
              FROM input i JOIN changed p ON p.id = i.id JOIN before b ON b.id = i.id
        )
        SELECT i.ordinal, {ProjectSql.Columns} FROM input i JOIN changed p ON p.id = i.id
        """;

    /// <summary>The project as it is to be.</summary>
    [Id(0)]
    public required Project Project { get; init; }

    /// <inheritdoc/>
    public override Guid Row => Project.Id;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((UpdateProject w) => w.Project.Id)
        .Column((UpdateProject w) => w.Project.Name)
        .Column((UpdateProject w) => w.Project.ClientName)
        .Column((UpdateProject w) => w.Project.ProjectStart)
        .Column((UpdateProject w) => w.Project.ProjectEnd);

    /// <inheritdoc/>
    internal override Project Read(NpgsqlDataReader row) => ProjectSql.Read(row, 1, Project.OrganizationId);
}

/// <summary>Deletes a project softly. No row: it is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-project")]
internal sealed record DeleteProject(Guid ProjectId) : Write<ProjectStamp>
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[])
            WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, ordinal)
        ), before AS (
            SELECT p.* FROM projects p JOIN input i ON i.id = p.id
        ), changed AS (
            UPDATE projects p
               SET deleted_at = now(), version = p.version + 1, updated_at = now()
              FROM input i
             WHERE p.id = i.id AND p.state = 'active' AND p.deleted_at IS NULL
            RETURNING p.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'project', p.id, to_jsonb(b), i.correlation_id, p.id
              FROM input i JOIN changed p ON p.id = i.id JOIN before b ON b.id = i.id
        )
        SELECT i.ordinal, {ProjectStamp.Columns} FROM input i JOIN changed p ON p.id = i.id
        """;

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context().Column((DeleteProject w) => w.ProjectId);

    /// <inheritdoc/>
    internal override ProjectStamp Read(NpgsqlDataReader row) => ProjectStamp.Read(row, 1);
}
