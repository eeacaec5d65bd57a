using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Makes the invisible project that an import fills, with its workstreams.</summary>
[GenerateSerializer, Alias("braid.begin-import")]
internal sealed record BeginImport(Project Project, Guid ImporterId, IReadOnlyList<Workstream> Workstreams) : Write<Project>
{
    private const string Statement = $"""
        WITH p AS (
            INSERT INTO projects (id, name, client_name, project_start, project_end, next_item_num, state, importing_owner, import_started_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'importing', $7, now())
            RETURNING *
        ), streams AS (
            INSERT INTO workstreams (id, project_id, name, sort_order)
            SELECT w.id, p.id, w.name, (w.place - 1)::int
              FROM p, unnest($8::uuid[], $9::text[]) WITH ORDINALITY AS w (id, name, place)
        )
        SELECT 1::bigint, {ProjectSql.Columns} FROM p
        """;

    /// <inheritdoc/>
    public override Guid Row => Project.Id;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set
        .Single(Project.Id)
        .Single(Project.Name)
        .Single(Project.ClientName)
        .Single(Project.ProjectStart)
        .Single(Project.ProjectEnd)
        .Single(Project.NextItemNum)
        .Single(ImporterId)
        .Single(Workstreams.Select(w => w.Id).ToArray())
        .Single(Workstreams.Select(w => w.Name).ToArray());

    /// <inheritdoc/>
    internal override Project Read(NpgsqlDataReader row) => ProjectSql.Read(row, 1, Project.OrganizationId);
}

/// <summary>Makes an imported project visible, with an audit row for all that it holds; whoever imports becomes its admin. No row: it was swept.</summary>
[GenerateSerializer, Alias("braid.finish-import")]
internal sealed record FinishImport(Guid OrganizationId, Guid ProjectId, Guid ImporterId, string Answer) : Write<Project>
{
    private const string Statement = $"""
        WITH context AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[])
                AS c (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256)
        ), p AS (
            UPDATE projects p
               SET state = 'active', importing_owner = NULL, import_started_at = NULL
             WHERE p.id = $7 AND p.state = 'importing' AND p.importing_owner = $8
            RETURNING *
        ), roles AS (
            INSERT INTO user_project_roles (id, user_id, project_id, role)
            SELECT gen_random_uuid(), c.user_id, p.id, 'admin' FROM context c, p
            RETURNING *
        ), rows AS (
            SELECT 'project' AS type, p.id, to_jsonb(p) AS state FROM p
            UNION ALL SELECT 'project_role', r.id, to_jsonb(r) FROM roles r
            UNION ALL SELECT 'workstream', w.id, to_jsonb(w) FROM workstreams w WHERE w.project_id = $7
            UNION ALL SELECT 'item', t.id, to_jsonb(t) FROM items t WHERE t.project_id = $7
            UNION ALL SELECT 'note', n.id, to_jsonb(n) FROM item_notes n JOIN items t ON t.id = n.item_id WHERE t.project_id = $7
            UNION ALL SELECT 'dependency', d.item_id, to_jsonb(d) FROM item_dependencies d JOIN items t ON t.id = d.item_id WHERE t.project_id = $7
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT gen_random_uuid(), c.user_id, 'import', r.type, r.id, r.state, c.correlation_id, p.id FROM context c, p, rows r
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT c.user_id, c.idem_key, c.idem_route, c.idem_sha256, 201, $9 FROM context c, p
             WHERE c.idem_key IS NOT NULL
        )
        SELECT 1::bigint, {ProjectSql.Columns} FROM p
        """;

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    public override int TimeFactor => 3;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) =>
        set.Context().Single(ProjectId).Single(ImporterId).Single(Answer, NpgsqlDbType.Jsonb);

    /// <inheritdoc/>
    internal override Project Read(NpgsqlDataReader row) => ProjectSql.Read(row, 1, OrganizationId);
}

/// <summary>
/// Removes a bounded piece of what imports left behind that no longer run; to be sent again until nothing is left. The first takes the
/// projects from their importers, whose next piece then finds none, so that what is removed in several pieces cannot be finished between them.
/// </summary>
[GenerateSerializer, Alias("braid.sweep-imports")]
internal sealed record SweepImports(IReadOnlyList<Guid> RunningImporters) : Write<SweptImports>
{
    // A project that was taken has no importer. Notes and dependencies go with their items; V1Limits bounds how many those are.
    private const string Statement = """
        WITH left_behind AS MATERIALIZED (
            SELECT p.id, p.importing_owner FROM projects p
             WHERE p.state = 'importing' AND (p.importing_owner IS NULL OR p.importing_owner <> ALL ($1))
        ), taken AS (
            UPDATE projects p SET importing_owner = NULL FROM left_behind l WHERE p.id = l.id AND l.importing_owner IS NOT NULL RETURNING 1
        ), old AS MATERIALIZED (
            SELECT t.id FROM items t JOIN left_behind l ON l.id = t.project_id WHERE l.importing_owner IS NULL LIMIT 500
        ), items_gone AS (
            DELETE FROM items t USING old o WHERE t.id = o.id RETURNING 1
        ), projects_gone AS (
            DELETE FROM projects p USING left_behind l
             WHERE p.id = l.id AND l.importing_owner IS NULL AND NOT EXISTS (SELECT FROM items t WHERE t.project_id = p.id)
            RETURNING 1
        )
        SELECT 1::bigint, (SELECT count(*) FROM taken) + (SELECT count(*) FROM items_gone) + (SELECT count(*) FROM projects_gone)
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
    internal override void Bind(SetParameters set) => set.Single(RunningImporters.ToArray());

    /// <inheritdoc/>
    internal override SweptImports Read(NpgsqlDataReader row) => new(row.GetInt64(1));
}

/// <summary>How many rows were removed, or taken to be removed next.</summary>
[GenerateSerializer, Immutable, Alias("braid.swept-imports")]
internal sealed record SweptImports(long Rows);
