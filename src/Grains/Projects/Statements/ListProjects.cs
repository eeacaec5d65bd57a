using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>The projects of an organization by name: all, or those where a person has a role.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-projects")]
internal sealed record ListProjects(Guid OrganizationId, Guid UserId, bool All) : Query<Rows<Project>>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT {ProjectSql.Columns}
          FROM active_projects p
         WHERE $2 OR EXISTS (SELECT FROM user_project_roles r WHERE r.project_id = p.id AND r.user_id = $1)
         ORDER BY lower(p.name), p.id
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = UserId });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = All });
    }

    /// <inheritdoc/>
    internal override async Task<Rows<Project>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => ProjectSql.Read(row, 0, OrganizationId), cancellationToken));
}
