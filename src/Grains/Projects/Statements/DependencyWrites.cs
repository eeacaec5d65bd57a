using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>A dependency after a committed change, with what the change made of its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.dependency-committed")]
internal sealed record DependencyCommitted(Dependency Dependency, ProjectStamp Project);

/// <summary>A change of one dependency.</summary>
[GenerateSerializer, Alias("braid.dependency-write")]
internal abstract record DependencyWrite : Write<DependencyCommitted>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::uuid[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, project_id, item_id, depends_on_id, ordinal)
        """;

    /// <summary>What every statement about dependencies ends with.</summary>
    protected const string CountAndAnswer = $"""
        counted AS (
            UPDATE projects p
               SET version = p.version + n.changes, updated_at = now()
              FROM (SELECT i.project_id, count(*) AS changes
                      FROM input i JOIN changed c ON c.item_id = i.item_id AND c.depends_on_id = i.depends_on_id
                     GROUP BY i.project_id) n
             WHERE p.id = n.project_id
            RETURNING p.*
        )
        SELECT i.ordinal, c.item_id, c.depends_on_id, c.created_at, {ProjectStamp.Columns}
          FROM input i JOIN changed c ON c.item_id = i.item_id AND c.depends_on_id = i.depends_on_id JOIN counted p ON p.id = i.project_id
        """;

    /// <summary>The project, whose version rises.</summary>
    [Id(0)] public required Guid ProjectId { get; init; }

    /// <summary>The item that waits.</summary>
    [Id(1)] public required Guid ItemId { get; init; }

    /// <summary>What it waits for.</summary>
    [Id(2)] public required Guid DependsOnId { get; init; }

    /// <inheritdoc/>
    public override Guid Row => SetRole.RowOf(ItemId, DependsOnId);

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [ProjectId, ItemId, DependsOnId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((DependencyWrite w) => w.ProjectId)
        .Column((DependencyWrite w) => w.ItemId)
        .Column((DependencyWrite w) => w.DependsOnId);

    /// <inheritdoc/>
    internal override DependencyCommitted Read(NpgsqlDataReader row) =>
        new(new(row.GetGuid(1), row.GetGuid(2), row.GetDateTime(3)), ProjectStamp.Read(row, 4));
}

/// <summary>Adds a dependency; the database refuses one that is there, and one that closes a cycle. No row: an item, or the project, is gone.</summary>
[GenerateSerializer, Alias("braid.add-dependency")]
internal sealed record AddDependency : DependencyWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            INSERT INTO item_dependencies (item_id, depends_on_id)
            SELECT i.item_id, i.depends_on_id
              FROM input i JOIN active_projects p ON p.id = i.project_id
              JOIN items t ON t.id = i.item_id AND t.project_id = i.project_id AND t.deleted_at IS NULL
              JOIN items d ON d.id = i.depends_on_id AND d.project_id = i.project_id AND d.deleted_at IS NULL
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'create', 'dependency', c.item_id, to_jsonb(c), i.correlation_id, i.project_id
              FROM input i JOIN changed c ON c.item_id = i.item_id AND c.depends_on_id = i.depends_on_id
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 201, to_jsonb(c)
              FROM input i JOIN changed c ON c.item_id = i.item_id AND c.depends_on_id = i.depends_on_id
             WHERE i.idem_key IS NOT NULL
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Removes a dependency. No row: it, or the project, is gone already.</summary>
[GenerateSerializer, Alias("braid.remove-dependency")]
internal sealed record RemoveDependency : DependencyWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM item_dependencies c
             USING input i JOIN active_projects p ON p.id = i.project_id JOIN items t ON t.id = i.item_id AND t.project_id = i.project_id
             WHERE c.item_id = i.item_id AND c.depends_on_id = i.depends_on_id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'dependency', c.item_id, to_jsonb(c), i.correlation_id, i.project_id
              FROM input i JOIN changed c ON c.item_id = i.item_id AND c.depends_on_id = i.depends_on_id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>All dependencies between items of a project that are there.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-dependencies")]
internal sealed record ListDependencies(Guid ProjectId) : Query<Rows<ItemDependency>>
{
    private static readonly string[] Statements =
    [
        """
        SELECT d.item_id, d.depends_on_id
          FROM item_dependencies d
          JOIN items t ON t.id = d.item_id
          JOIN items o ON o.id = d.depends_on_id
         WHERE t.project_id = $1 AND t.deleted_at IS NULL AND o.deleted_at IS NULL
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    /// <inheritdoc/>
    internal override async Task<Rows<ItemDependency>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => new ItemDependency(row.GetGuid(0), row.GetGuid(1)), cancellationToken));
}
