using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Access;

/// <summary>A role in a project after a committed change, with what the change made of its project.</summary>
/// <param name="Role">The role, as it is or as it was.</param>
/// <param name="Project">The project's counters.</param>
/// <param name="IsNew">Whether there was none before.</param>
[GenerateSerializer, Immutable, Alias("braid.project-role-committed")]
internal sealed record RoleCommitted(ProjectRoleRow Role, ProjectStamp Project, bool IsNew);

/// <summary>Gives a role in a project, or another one. No row: there is no such project.</summary>
[GenerateSerializer, Immutable, Alias("braid.write.set-project-role")]
internal sealed record SetRole([property: Id(0)] Guid ProjectId, [property: Id(1)] Guid UserId, [property: Id(2)] ProjectRole Role)
    : Write<RoleCommitted>
{
    private const string Statement = """
        WITH input AS (
            SELECT *
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::bytea[])
                WITH ORDINALITY AS i (project_id, user_id, role, audit_id, actor_id, correlation_id, key, route, body_sha256, ordinal)),
        before AS (
            SELECT i.ordinal, r.role FROM input i JOIN user_project_roles r ON r.project_id = i.project_id AND r.user_id = i.user_id),
        written AS (
            INSERT INTO user_project_roles (id, user_id, project_id, role)
            SELECT i.audit_id, i.user_id, i.project_id, i.role::project_role
            FROM input i
            JOIN active_projects p ON p.id = i.project_id
            ON CONFLICT (user_id, project_id) DO UPDATE SET role = excluded.role
            RETURNING user_id, project_id, role, created_at),
        counted AS (
            UPDATE projects p SET version = p.version + n.changes, updated_at = now()
            FROM (SELECT project_id, count(*) AS changes FROM written GROUP BY project_id) n
            WHERE p.id = n.project_id
            RETURNING p.*),
        logged AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.actor_id, CASE WHEN b.role IS NULL THEN 'create' ELSE 'update' END, 'project_role', i.user_id,
                   CASE WHEN b.role IS NOT NULL THEN jsonb_build_object('user_id', i.user_id, 'role', b.role) END,
                   jsonb_build_object('user_id', i.user_id, 'role', w.role), i.correlation_id, i.project_id
            FROM input i
            JOIN written w ON w.project_id = i.project_id AND w.user_id = i.user_id
            LEFT JOIN before b ON b.ordinal = i.ordinal)
        SELECT i.ordinal, w.user_id, w.project_id, w.role::text, w.created_at, p.version, p.next_item_num, p.updated_at, b.role IS NULL
        FROM input i
        JOIN written w ON w.project_id = i.project_id AND w.user_id = i.user_id
        JOIN counted p ON p.id = i.project_id
        LEFT JOIN before b ON b.ordinal = i.ordinal
        """;

    /// <inheritdoc/>
    public override Guid Row => RowOf(ProjectId, UserId);

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [ProjectId];

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> CountsIn => [ProjectId];

    internal override string Sql => Statement;

    internal override void Bind(SetParameters set) => set
        .Column((SetRole w) => w.ProjectId)
        .Column((SetRole w) => w.UserId)
        .Column((SetRole w) => Labels<ProjectRole>.Of(w.Role))
        .Context();

    internal override RoleCommitted Read(NpgsqlDataReader row) => new(ProjectRoleRow.Read(row, 1), ProjectStamp.Read(row, 5), row.GetBoolean(8));

    /// <summary>What stands for a row whose key is a pair: two pairs that share it merely wait for each other.</summary>
    internal static Guid RowOf(Guid projectId, Guid userId)
    {
        Span<byte> bytes = stackalloc byte[32];
        projectId.TryWriteBytes(bytes);
        userId.TryWriteBytes(bytes[16..]);
        for (var i = 0; i < 16; i++)
        {
            bytes[i] ^= bytes[16 + i];
        }

        return new(bytes[..16]);
    }
}

/// <summary>Takes a role in a project away. No row: there was none.</summary>
[GenerateSerializer, Immutable, Alias("braid.write.remove-project-role")]
internal sealed record RemoveRole([property: Id(0)] Guid ProjectId, [property: Id(1)] Guid UserId) : Write<RoleCommitted>
{
    private const string Statement = """
        WITH input AS (
            SELECT *
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::bytea[])
                WITH ORDINALITY AS i (project_id, user_id, audit_id, actor_id, correlation_id, key, route, body_sha256, ordinal)),
        removed AS (
            DELETE FROM user_project_roles r
            USING input i
            WHERE r.project_id = i.project_id AND r.user_id = i.user_id
            RETURNING i.ordinal, i.audit_id, i.actor_id, i.correlation_id, r.user_id, r.project_id, r.role, r.created_at),
        counted AS (
            UPDATE projects p SET version = p.version + n.changes, updated_at = now()
            FROM (SELECT project_id, count(*) AS changes FROM removed GROUP BY project_id) n
            WHERE p.id = n.project_id
            RETURNING p.*),
        logged AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT audit_id, actor_id, 'delete', 'project_role', user_id,
                   jsonb_build_object('user_id', user_id, 'role', role), correlation_id, project_id
            FROM removed)
        SELECT r.ordinal, r.user_id, r.project_id, r.role::text, r.created_at, p.version, p.next_item_num, p.updated_at
        FROM removed r
        JOIN counted p ON p.id = r.project_id
        """;

    /// <inheritdoc/>
    public override Guid Row => SetRole.RowOf(ProjectId, UserId);

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [ProjectId];

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> CountsIn => [ProjectId];

    internal override string Sql => Statement;

    internal override void Bind(SetParameters set) => set
        .Column((RemoveRole w) => w.ProjectId)
        .Column((RemoveRole w) => w.UserId)
        .Context();

    internal override RoleCommitted Read(NpgsqlDataReader row) => new(ProjectRoleRow.Read(row, 1), ProjectStamp.Read(row, 5), IsNew: false);
}
