using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>A workstream after a committed change, with what the change made of its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.workstream-committed")]
internal sealed record WorkstreamCommitted(Workstream Workstream, ProjectStamp Project);

/// <summary>Adds a workstream. CONFLICT when the name is taken; no row: the project is gone.</summary>
[GenerateSerializer, Alias("braid.create-workstream")]
internal sealed record CreateWorkstream(Workstream Workstream) : WorkstreamWrite(Workstream)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), counted AS (
            UPDATE projects p
               SET version = p.version + n.changes, updated_at = now()
              FROM (SELECT project_id, count(*) AS changes FROM input GROUP BY project_id) n
             WHERE p.id = n.project_id AND p.state = 'active' AND p.deleted_at IS NULL
            RETURNING p.*
        ), changed AS (
            INSERT INTO workstreams (id, project_id, name, sort_order)
            SELECT i.id, i.project_id, i.name, i.sort_order FROM input i JOIN counted p ON p.id = i.project_id
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'create', 'workstream', w.id, to_jsonb(w), i.correlation_id, w.project_id
              FROM input i JOIN changed w ON w.id = i.id
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 201, to_jsonb(w)
              FROM input i JOIN changed w ON w.id = i.id
             WHERE i.idem_key IS NOT NULL
        )
        {Answer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Renames or moves a workstream. CONFLICT when the name is taken; no row: it, or its project, is gone.</summary>
[GenerateSerializer, Alias("braid.update-workstream")]
internal sealed record UpdateWorkstream(Workstream Workstream) : WorkstreamWrite(Workstream)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT i.* FROM {Input} JOIN active_projects p ON p.id = i.project_id
        ), before AS (
            SELECT w.* FROM workstreams w JOIN input i ON i.id = w.id
        ), changed AS (
            UPDATE workstreams w
               SET name = i.name, sort_order = i.sort_order
              FROM input i
             WHERE w.id = i.id AND w.project_id = i.project_id
            RETURNING w.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'update', 'workstream', w.id, to_jsonb(b), to_jsonb(w), i.correlation_id, w.project_id
              FROM input i JOIN changed w ON w.id = i.id JOIN before b ON b.id = i.id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Removes a workstream; its items and allocations stay without one, each with an audit row of its own. No row: it, or its project, is gone.</summary>
[GenerateSerializer, Alias("braid.delete-workstream")]
internal sealed record DeleteWorkstream(Workstream Workstream) : WorkstreamWrite(Workstream)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT i.* FROM {Input} JOIN active_projects p ON p.id = i.project_id
        ), before AS (
            SELECT t.* FROM items t JOIN input i ON i.id = t.workstream_id
        ), cleared AS (
            UPDATE items t
               SET workstream_id = NULL, version = t.version + 1, updated_at = now()
              FROM input i
             WHERE t.workstream_id = i.id
            RETURNING t.*, i.audit_id, i.user_id, i.correlation_id
        ), allocated AS (
            SELECT a.* FROM budget_allocations a JOIN input i ON i.id = a.workstream_id
        ), freed AS (
            UPDATE budget_allocations a
               SET workstream_id = NULL
              FROM input i
             WHERE a.workstream_id = i.id
            RETURNING a.*, i.audit_id, i.user_id, i.correlation_id
        ), changed AS (
            DELETE FROM workstreams w
             USING input i
             WHERE w.id = i.id AND w.project_id = i.project_id
            RETURNING w.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'workstream', w.id, to_jsonb(w), NULL::jsonb, i.correlation_id, w.project_id
              FROM input i JOIN changed w ON w.id = i.id
            UNION ALL
            SELECT gen_random_uuid(), t.user_id, 'update', 'item', t.id, to_jsonb(b),
                   to_jsonb(t) - 'audit_id' - 'user_id' - 'correlation_id', t.correlation_id, t.project_id
              FROM cleared t JOIN before b ON b.id = t.id
            UNION ALL
            SELECT gen_random_uuid(), a.user_id, 'update', 'allocation', a.id, to_jsonb(b),
                   to_jsonb(a) - 'audit_id' - 'user_id' - 'correlation_id', a.correlation_id, a.project_id
              FROM freed a JOIN allocated b ON b.id = a.id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    // Items and allocations change with it that it does not name: it is a change of the whole project to whatever else is in the group.
    /// <inheritdoc/>
    public override Guid Row => Workstream.ProjectId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [Workstream.Id];
}

/// <summary>A change of one workstream.</summary>
[GenerateSerializer, Alias("braid.workstream-write")]
internal abstract record WorkstreamWrite([property: Id(0)] Workstream Workstream) : Write<WorkstreamCommitted>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::text[], $10::int[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, project_id, name, sort_order, ordinal)
        """;

    /// <summary>What every statement about workstreams answers with.</summary>
    protected const string Answer = $"""
        SELECT i.ordinal, w.id, w.project_id, w.name, w.sort_order, {ProjectStamp.Columns}
          FROM input i JOIN changed w ON w.id = i.id JOIN counted p ON p.id = i.project_id
        """;

    /// <summary>What a change of workstreams that are there ends with: the projects' versions, and the answer.</summary>
    protected const string CountAndAnswer = $"""
        counted AS (
            UPDATE projects p
               SET version = p.version + n.changes, updated_at = now()
              FROM (SELECT project_id, count(*) AS changes FROM changed GROUP BY project_id) n
             WHERE p.id = n.project_id
            RETURNING p.*
        )
        {Answer}
        """;

    /// <inheritdoc/>
    public override Guid Row => Workstream.Id;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [Workstream.ProjectId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((WorkstreamWrite w) => w.Workstream.Id)
        .Column((WorkstreamWrite w) => w.Workstream.ProjectId)
        .Column((WorkstreamWrite w) => w.Workstream.Name)
        .Column((WorkstreamWrite w) => w.Workstream.SortOrder);

    /// <inheritdoc/>
    internal override WorkstreamCommitted Read(NpgsqlDataReader row) =>
        new(ProjectSql.ReadWorkstream(row, 1), ProjectStamp.Read(row, 5));
}
