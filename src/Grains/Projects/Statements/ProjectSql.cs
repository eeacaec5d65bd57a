using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>The columns of a project, in the order in which they are read.</summary>
internal static class ProjectSql
{
    /// <summary>A project's columns, of the alias <c>p</c>.</summary>
    public const string Columns = """
        p.id, p.name, p.client_name, p.project_start, p.project_end, p.next_item_num, p.indicators_updated, p.version,
        p.created_at, p.updated_at
        """;

    /// <summary>Reads a project from column <paramref name="at"/> on.</summary>
    public static Project Read(NpgsqlDataReader row, int at, Guid organizationId) => new()
    {
        Id = row.GetGuid(at),
        OrganizationId = organizationId,
        Name = row.GetString(at + 1),
        ClientName = row.Text(at + 2),
        ProjectStart = row.Value<DateOnly>(at + 3),
        ProjectEnd = row.Value<DateOnly>(at + 4),
        NextItemNum = row.GetInt32(at + 5),
        IndicatorsUpdated = row.Value<DateTime>(at + 6),
        Version = row.GetInt64(at + 7),
        CreatedAt = row.GetDateTime(at + 8),
        UpdatedAt = row.GetDateTime(at + 9),
    };

    /// <summary>Reads a workstream from column <paramref name="at"/> on.</summary>
    public static Workstream ReadWorkstream(NpgsqlDataReader row, int at) =>
        new(row.GetGuid(at), row.GetGuid(at + 1), row.GetString(at + 2), row.GetInt32(at + 3));
}
