using BraidMgr.Grains.Central;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>The PostgreSQL servers that organizations' databases are on, with the owner's credentials: the same on all of them.</summary>
public sealed class DatabaseServers(IOptions<CentralOptions> options)
{
    /// <summary>The server at an address that central names.</summary>
    internal DatabaseServer At(string host, int port) =>
        new(new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { Host = host, Port = port }.ConnectionString);
}

/// <summary>The address of a row of <c>database_servers</c>.</summary>
internal sealed record ServerAddress(string Host, int Port);

/// <summary>The statements of <c>database_servers</c>.</summary>
internal static class DatabaseServerSql
{
    private const string ListSql = "SELECT host, port FROM database_servers ORDER BY name";

    private const string AcceptingListSql = "SELECT host, port FROM database_servers WHERE accepts_new_orgs ORDER BY name";

    private const string AcceptingSql = "SELECT count(*)::int FROM database_servers WHERE accepts_new_orgs";

    private const string DatabasesSql = """
        SELECT o.database_name
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE s.host = $1 AND s.port = $2
        """;

    public static Task<List<ServerAddress>> DatabaseServers(this CentralSession central) =>
        central.All(row => new ServerAddress(row.GetString(0), row.GetInt32(1)), ListSql);

    /// <summary>The servers that accept new organizations.</summary>
    public static Task<List<ServerAddress>> AcceptingServerAddresses(this CentralSession central) =>
        central.All(row => new ServerAddress(row.GetString(0), row.GetInt32(1)), AcceptingListSql);

    /// <summary>How many servers accept new organizations.</summary>
    public static async Task<int> AcceptingServers(this CentralSession central) =>
        (await central.All(row => row.GetInt32(0), AcceptingSql))[0];

    /// <summary>The names of the databases that central knows of on a server.</summary>
    public static Task<List<string>> DatabasesOn(this CentralSession central, ServerAddress server) =>
        central.All(row => row.GetString(0), DatabasesSql, Param.Text(server.Host), Param.Count(server.Port));
}
