using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>
/// Databases with an organization's data that central does not name: what a restore, a move or a rehearsal could not drop, or has to keep.
/// </summary>
internal sealed class LeftDatabases(CentralDatabase central, DatabaseServers servers)
{
    /// <summary>Finds them on all servers.</summary>
    public async Task<List<(ServerAddress Server, string Database)>> Of(Guid organizationId, CancellationToken cancellationToken)
    {
        var found = new List<(ServerAddress, string)>();
        foreach (var address in await central.Maintain(session => session.DatabaseServers(), cancellationToken))
        {
            var server = servers.At(address.Host, address.Port);
            // The server first: a row is there before its database.
            var databases = await server.ListOrgDatabasesAsync(cancellationToken);
            var known = await central.Maintain(session => session.DatabasesOn(address), cancellationToken);
            foreach (var database in databases.Except(known))
            {
                if (await server.IsOfAsync(database, organizationId, cancellationToken))
                {
                    found.Add((address, database));
                }
            }
        }

        return found;
    }
}
