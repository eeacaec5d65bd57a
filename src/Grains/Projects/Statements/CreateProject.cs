using System.Text.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Creates a project with its first workstreams; whoever creates it becomes its admin.</summary>
[GenerateSerializer, Alias("braid.create-project")]
internal sealed record CreateProject : Write<Project>
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[],
                                 $7::uuid[], $8::text[], $9::text[], $10::date[], $11::date[], $12::jsonb[])
            WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256,
                                  id, name, client_name, project_start, project_end, workstreams, ordinal)
        ), created AS (
            INSERT INTO projects (id, name, client_name, project_start, project_end)
            SELECT i.id, i.name, i.client_name, i.project_start, i.project_end FROM input i
            RETURNING *
        ), streams AS (
            INSERT INTO workstreams (id, project_id, name, sort_order)
            SELECT gen_random_uuid(), i.id, w.name, (w.place - 1)::int
              FROM input i, jsonb_array_elements_text(i.workstreams) WITH ORDINALITY AS w (name, place)
            RETURNING *
        ), roles AS (
            INSERT INTO user_project_roles (id, user_id, project_id, role)
            SELECT gen_random_uuid(), i.user_id, i.id, 'admin' FROM input i
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'create', 'project', p.id, to_jsonb(p), i.correlation_id, p.id
              FROM input i JOIN created p ON p.id = i.id
            UNION ALL
            SELECT gen_random_uuid(), i.user_id, 'create', 'workstream', w.id, to_jsonb(w), i.correlation_id, i.id
              FROM input i JOIN streams w ON w.project_id = i.id
            UNION ALL
            SELECT gen_random_uuid(), i.user_id, 'create', 'project_role', r.id, to_jsonb(r), i.correlation_id, i.id
              FROM input i JOIN roles r ON r.project_id = i.id
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 201, to_jsonb(p)
              FROM input i JOIN created p ON p.id = i.id
             WHERE i.idem_key IS NOT NULL
        )
        SELECT i.ordinal, {ProjectSql.Columns} FROM input i JOIN created p ON p.id = i.id
        """;

    /// <summary>The organization, for the answer.</summary>
    [Id(0)] public required Guid OrganizationId { get; init; }

    /// <summary>The new project's id.</summary>
    [Id(1)] public required Guid ProjectId { get; init; }

    /// <summary>See <see cref="Project.Name"/>.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>See <see cref="Project.ClientName"/>.</summary>
    [Id(3)] public string? ClientName { get; init; }

    /// <summary>See <see cref="Project.ProjectStart"/>.</summary>
    [Id(4)] public DateOnly? ProjectStart { get; init; }

    /// <summary>See <see cref="Project.ProjectEnd"/>.</summary>
    [Id(5)] public DateOnly? ProjectEnd { get; init; }

    /// <summary>Names of workstreams, in order.</summary>
    [Id(6)] public required IReadOnlyList<string> Workstreams { get; init; }

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((CreateProject w) => w.ProjectId)
        .Column((CreateProject w) => w.Name)
        .Column((CreateProject w) => w.ClientName)
        .Column((CreateProject w) => w.ProjectStart)
        .Column((CreateProject w) => w.ProjectEnd)
        .Column((CreateProject w) => JsonSerializer.Serialize(w.Workstreams), NpgsqlDbType.Jsonb);

    /// <inheritdoc/>
    internal override Project Read(NpgsqlDataReader row) => ProjectSql.Read(row, 1, OrganizationId);
}
