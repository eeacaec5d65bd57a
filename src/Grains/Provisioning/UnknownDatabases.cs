using BraidMgr.Grains.Central;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>Reports organizations' databases that central does not know. They may hold somebody's data: only deleting an organization drops those that say they are its.</summary>
public sealed partial class UnknownDatabases(CentralDatabase central, DatabaseServers servers, ILogger<UnknownDatabases> logger)
{
    private readonly HashSet<string> _reported = [];
    private HashSet<string> _suspects = [];

    /// <summary>
    /// Looks at all servers and reports, once, every database that was unknown at the look before as well: one that is being
    /// removed just now may be found without its row.
    /// </summary>
    internal async Task Report(CancellationToken cancellationToken)
    {
        var unknown = new HashSet<string>();
        foreach (var server in await central.Maintain(session => session.DatabaseServers(), cancellationToken))
        {
            try
            {
                // The server first: a row is there before its database.
                var databases = await servers.At(server.Host, server.Port).ListOrgDatabasesAsync(cancellationToken);
                var known = await central.Maintain(session => session.DatabasesOn(server), cancellationToken);
                unknown.UnionWith(databases.Except(known).Select(name => $"{name} on {server.Host}:{server.Port}"));
            }
            catch (NpgsqlException away)
            {
                LogAway(away, server.Host, server.Port);
            }
        }

        foreach (var database in unknown.Where(_suspects.Contains).Where(_reported.Add))
        {
            LogUnknown(database);
        }

        _suspects = unknown;
    }

    [LoggerMessage(LogLevel.Warning, "Server {Host}:{Port} could not be asked for its databases; the others are")]
    private partial void LogAway(Exception error, string host, int port);

    [LoggerMessage(LogLevel.Warning, "Database {Database} belongs to no organization that central knows; nothing is done about it")]
    private partial void LogUnknown(string database);
}
