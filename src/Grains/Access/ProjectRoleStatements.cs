using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Access;

/// <summary>A row of <c>user_project_roles</c>.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-role-row")]
internal sealed record ProjectRoleRow(Guid UserId, Guid ProjectId, ProjectRole Role, DateTime CreatedAt)
{
    /// <summary>Reads user, project, role and time from a column on.</summary>
    public static ProjectRoleRow Read(NpgsqlDataReader row, int first) => new(
        row.GetGuid(first), row.GetGuid(first + 1), Labels<ProjectRole>.Parse(row.GetString(first + 2)), row.GetDateTime(first + 3));
}

/// <summary>All project roles of the organization.</summary>
[GenerateSerializer, Immutable, Alias("braid.query.all-project-roles")]
internal sealed record AllProjectRoles : Query<Rows<ProjectRoleRow>>
{
    private static readonly string[] Statements = ["SELECT user_id, project_id, role::text, created_at FROM user_project_roles"];

    public override bool AfterWrites => true;

    internal override IReadOnlyList<string> Sql => Statements;

    internal override void Bind(NpgsqlParameterCollection parameters)
    {
    }

    internal override async Task<Rows<ProjectRoleRow>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => ProjectRoleRow.Read(row, 0), cancellationToken));
}

/// <summary>The roles in one project that is there.</summary>
[GenerateSerializer, Immutable, Alias("braid.query.project-roles")]
internal sealed record RolesInProject([property: Id(0)] Guid ProjectId) : Query<Rows<ProjectRoleRow>>
{
    private static readonly string[] Statements =
    [
        "SELECT id FROM active_projects WHERE id = $1",
        "SELECT user_id, project_id, role::text, created_at FROM user_project_roles WHERE project_id = $1 ORDER BY created_at, user_id",
    ];

    internal override IReadOnlyList<string> Sql => Statements;

    internal override void Bind(NpgsqlParameterCollection parameters) => parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    internal override async Task<Rows<ProjectRoleRow>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        await reader.NextResultAsync(cancellationToken);
        return new(await reader.ReadAll(row => ProjectRoleRow.Read(row, 0), cancellationToken));
    }
}
