using System.Collections.Concurrent;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>The organizations' schemas of each server, and that of central; what the migrations of this build give there is found out once.</summary>
public sealed class ServerSchemas(DatabaseServers servers, IOptions<MigrationOptions> options, IOptions<CentralOptions> central)
{
    private readonly OrgSchemas _central = new(new DatabaseServer(central.Value.ConnectionString), MigrationSet.Of(DatabaseKind.Central));
    private readonly ConcurrentDictionary<(string Host, int Port), OrgSchemas> _byServer = new();

    /// <summary>The central database's name.</summary>
    internal string CentralName { get; } = new NpgsqlConnectionStringBuilder(central.Value.ConnectionString).Database ?? CentralSetup.DefaultDatabase;

    /// <summary>How the central database stands.</summary>
    internal Task<OrgSchemaState> LookAtCentral() => _central.LookAsync(CentralName);

    /// <summary>Those of the server that an organization is on.</summary>
    internal OrgSchemas Of(OrgTarget target) => _byServer.GetOrAdd(
        (target.Host, target.Port), server => new OrgSchemas(servers.At(server.Host, server.Port), options.Value.ForMigrator));
}
