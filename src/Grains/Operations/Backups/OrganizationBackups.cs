using BraidMgr.Backups;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>Backs databases up, restores them beside what serves, and removes what need not be kept.</summary>
internal sealed class OrganizationBackups(
    DatabaseBackups backups, BackupStore store, DatabaseServers servers, ServerSchemas schemas, IOptions<BackupOptions> options,
    IOptions<CentralOptions> central, TimeProvider time)
{
    private DatabaseServer CentralServer => new(central.Value.ConnectionString);

    /// <summary>Backs up an organization, then removes its backups that are too old.</summary>
    public async Task<BackupManifest> Make(OrgToBackUp org, string reason, CancellationToken cancellationToken)
    {
        var scope = BackupStore.ScopeOf(org.Id);
        var made = await backups.Make(scope, servers.At(org.Host, org.Port), org.Database, reason, cancellationToken);
        await store.Prune(scope, options.Value, time.GetUtcNow(), cancellationToken);
        return made;
    }

    /// <summary>The same of the central database.</summary>
    public async Task<BackupManifest> MakeOfCentral(string reason, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(central.Value.ConnectionString).Database!;
        var made = await backups.Make(BackupStore.Central, CentralServer, database, reason, cancellationToken);
        await store.Prune(BackupStore.Central, options.Value, time.GetUtcNow(), cancellationToken);
        return made;
    }

    /// <summary>Restores a backup of an organization into a new database, brings it to the version of this build, and verifies all of it.</summary>
    public async Task Restore(OrgToBackUp org, BackupManifest backup, string database, CancellationToken cancellationToken)
    {
        var server = servers.At(org.Host, org.Port);
        await server.DropDatabaseAsync(database, cancellationToken);
        await server.CreateEmptyAsync(database, cancellationToken);
        await backups.Restore(backup, server, database, cancellationToken);
        await schemas.Of(new OrgTarget(org.Id, org.Slug, database, "", org.Host, org.Port)).MigrateAsync(database, org.Id, cancellationToken);
    }

    /// <summary>The same of a backup of the central database, on the central server.</summary>
    public async Task RestoreCentral(BackupManifest backup, string database, CancellationToken cancellationToken)
    {
        await CentralServer.DropDatabaseAsync(database, cancellationToken);
        await CentralServer.CreateEmptyAsync(database, cancellationToken);
        await backups.Restore(backup, CentralServer, database, cancellationToken);
        await new Migrator(DatabaseKind.Central).ApplyAsync(CentralServer.ConnectionString(database), null, cancellationToken);
    }

    /// <summary>Drops a database that was restored, and is not needed or never served.</summary>
    public Task Drop(OrgToBackUp? org, string database, CancellationToken cancellationToken) =>
        (org is null ? CentralServer : servers.At(org.Host, org.Port)).DropDatabaseAsync(database, cancellationToken);
}
