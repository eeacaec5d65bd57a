using System.Collections.Concurrent;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>The organizations' schemas of each server; what the migrations of this build give there is found out once.</summary>
public sealed class ServerSchemas(DatabaseServers servers, IOptions<MigrationOptions> options)
{
    private readonly ConcurrentDictionary<(string Host, int Port), OrgSchemas> _byServer = new();

    /// <summary>Those of the server that an organization is on.</summary>
    internal OrgSchemas Of(OrgTarget target) => _byServer.GetOrAdd(
        (target.Host, target.Port), server => new OrgSchemas(servers.At(server.Host, server.Port), options.Value.ForMigrator));
}
