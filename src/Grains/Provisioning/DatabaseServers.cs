using BraidMgr.Grains.Central;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>
/// The PostgreSQL servers that organizations' databases are on, with the credentials that the configuration has for them: of their own
/// (<c>Postgres:Servers</c>), else those of the central one.
/// </summary>
public sealed class DatabaseServers
{
    private readonly NpgsqlConnectionStringBuilder _central;
    private readonly string _appPassword;
    private readonly Dictionary<(string Host, int Port), (string Owner, string AppPassword)> _own = [];

    /// <summary>Reads the credentials; opens nothing.</summary>
    public DatabaseServers(IOptions<CentralOptions> central, IOptions<PostgresOptions> postgres)
    {
        _central = new NpgsqlConnectionStringBuilder(central.Value.ConnectionString);
        _appPassword = postgres.Value.AppPassword;
        foreach (var server in postgres.Value.Servers.Values)
        {
            var owner = server.Read();
            _own[(owner.Host!, owner.Port)] = (owner.ConnectionString, server.AppPassword.Length > 0 ? server.AppPassword : _appPassword);
        }
    }

    /// <summary>The server at an address that central names.</summary>
    internal DatabaseServer At(string host, int port) => new(Owner(host, port).ConnectionString);

    /// <summary>The password of <c>braid_app</c> there.</summary>
    internal string AppPassword(string host, int port) => _own.TryGetValue((host, port), out var own) ? own.AppPassword : _appPassword;

    /// <summary>What <c>braid_app</c> signs in with to one of the databases there.</summary>
    internal NpgsqlConnectionStringBuilder App(string host, int port, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = host,
        Port = port,
        Database = database,
        Username = Roles.App,
        Password = AppPassword(host, port),
    }.WithTrustOf(Owner(host, port));

    private NpgsqlConnectionStringBuilder Owner(string host, int port) => _own.TryGetValue((host, port), out var own)
        ? new(own.Owner)
        : new(_central.ConnectionString) { Host = host, Port = port };
}

/// <summary>The address of a row of <c>database_servers</c>.</summary>
internal sealed record ServerAddress(string Host, int Port);

/// <summary>The statements of <c>database_servers</c>.</summary>
internal static class DatabaseServerSql
{
    private const string ListSql = "SELECT host, port FROM database_servers ORDER BY name";

    private const string BudgetSql = "SELECT connection_budget FROM database_servers WHERE host = $1 AND port = $2 ORDER BY name LIMIT 1";

    private const string AcceptingListSql = "SELECT host, port FROM database_servers WHERE accepts_new_orgs ORDER BY name";

    private const string AcceptingSql = """
        SELECT DISTINCT s.region FROM database_servers s
        WHERE s.accepts_new_orgs
          AND (s.max_organizations IS NULL OR (SELECT count(*) FROM organizations o WHERE o.database_server_id = s.id) < s.max_organizations)
        ORDER BY s.region
        """;

    private const string DatabasesSql = """
        SELECT o.database_name
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE s.host = $1 AND s.port = $2
        """;

    /// <summary>The connection budget of the server at an address; 1 where central knows none.</summary>
    public static async Task<int> ConnectionBudget(this CentralSession central, string host, int port) =>
        (await central.All(row => row.GetInt32(0), BudgetSql, Param.Text(host), Param.Count(port))).FirstOrDefault(1);

    public static Task<List<ServerAddress>> DatabaseServers(this CentralSession central) =>
        central.All(row => new ServerAddress(row.GetString(0), row.GetInt32(1)), ListSql);

    /// <summary>The servers that accept new organizations.</summary>
    public static Task<List<ServerAddress>> AcceptingServerAddresses(this CentralSession central) =>
        central.All(row => new ServerAddress(row.GetString(0), row.GetInt32(1)), AcceptingListSql);

    /// <summary>The regions in which a server accepts new organizations and has room.</summary>
    public static Task<List<string>> AcceptingRegions(this CentralSession central) => central.All(row => row.GetString(0), AcceptingSql);

    /// <summary>The names of the databases that central knows of on a server.</summary>
    public static Task<List<string>> DatabasesOn(this CentralSession central, ServerAddress server) =>
        central.All(row => row.GetString(0), DatabasesSql, Param.Text(server.Host), Param.Count(server.Port));
}
