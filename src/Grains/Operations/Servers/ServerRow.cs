using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Operations.Servers;

/// <summary>A row of <c>database_servers</c>, with the number of organizations on it.</summary>
internal sealed record ServerRow(
    Guid Id, string Name, string Region, string Host, int Port, int ConnectionBudget, int? MaxOrganizations, bool AcceptsNewOrgs, int Organizations)
{
    /// <summary>Whether one more organization may come.</summary>
    public bool HasRoom => AcceptsNewOrgs && (MaxOrganizations is null || Organizations < MaxOrganizations);

    /// <summary>The server as operators see it.</summary>
    public ServerSummary Show(int? connections, string? problem) => new(
        Name, Region, Host, Port, ConnectionBudget, MaxOrganizations, AcceptsNewOrgs, Organizations, connections, problem);
}

/// <summary>The statements of servers as operators change them.</summary>
internal static class ServerRowSql
{
    private const string ListSql = """
        SELECT s.id, s.name, s.region, s.host, s.port, s.connection_budget, s.max_organizations, s.accepts_new_orgs,
               (SELECT count(*)::int FROM organizations o WHERE o.database_server_id = s.id)
        FROM database_servers s
        ORDER BY s.name
        """;

    private const string InsertSql = """
        INSERT INTO database_servers (id, name, region, host, port, connection_budget, max_organizations, accepts_new_orgs, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8, $8)
        """;

    private const string AcceptSql = "UPDATE database_servers SET accepts_new_orgs = $2, updated_at = $3 WHERE name = $1";

    private const string OrganizationsSql = """
        SELECT o.slug, o.status FROM organizations o JOIN database_servers s ON s.id = o.database_server_id WHERE s.name = $1 ORDER BY o.slug
        """;

    /// <summary>All servers, by name.</summary>
    public static Task<List<ServerRow>> Servers(this CentralSession central) => central.All(Read, ListSql);

    /// <summary>Takes a server in.</summary>
    /// <exception cref="PostgresException">23505: the name is taken.</exception>
    public static Task<int> AddServer(this CentralSession central, ServerRow server, DateTimeOffset now) => central.Execute(
        InsertSql, Param.Id(server.Id), Param.Text(server.Name), Param.Text(server.Region), Param.Text(server.Host), Param.Count(server.Port),
        Param.Count(server.ConnectionBudget), Param.Count(server.MaxOrganizations), Param.Time(now));

    /// <summary>Opens or closes a server to organizations; 0 when there is none of the name.</summary>
    public static Task<int> AcceptOrganizations(this CentralSession central, string name, bool accepts, DateTimeOffset now) =>
        central.Execute(AcceptSql, Param.Text(name), Param.Flag(accepts), Param.Time(now));

    /// <summary>Slug and status of the organizations on a server.</summary>
    public static Task<List<(string Slug, string Status)>> OrganizationsOn(this CentralSession central, string name) =>
        central.All(row => (row.GetString(0), row.GetString(1)), OrganizationsSql, Param.Text(name));

    private static ServerRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.GetInt32(5), row.Value<int>(6),
        row.GetBoolean(7), row.GetInt32(8));
}
