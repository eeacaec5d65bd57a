using BraidMgr.Backups;
using BraidMgr.Contracts.Files;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>Backs databases up, restores them beside what serves, and removes what need not be kept.</summary>
internal sealed class OrganizationBackups(
    DatabaseBackups backups, BackupStore store, CentralDatabase central, DatabaseServers servers, ServerSchemas schemas, ToolConnections tools,
    IOptions<BackupOptions> options, IOptions<CentralOptions> centralOptions, TimeProvider time)
{
    // The program's own, and one to read or verify rows with.
    private const int Connections = 2;

    private DatabaseServer CentralServer => new(centralOptions.Value.ConnectionString);

    /// <summary>Backs up an organization, then removes its backups that are too old.</summary>
    public async Task<BackupManifest> Make(OrgToBackUp org, string reason, CancellationToken cancellationToken)
    {
        var made = await MakeAndKeepAll(org, reason, cancellationToken);
        await store.Prune(BackupStore.ScopeOf(org.Id), options.Value, time.GetUtcNow(), cancellationToken);
        return made;
    }

    /// <summary>Backs up an organization before one of its backups is restored: that one may be among those that are too old.</summary>
    public async Task<BackupManifest> MakeAndKeepAll(OrgToBackUp org, string reason, CancellationToken cancellationToken)
    {
        using var connections = await tools.Take(org.Host, org.Port, Connections, cancellationToken);
        return await backups.Make(BackupStore.ScopeOf(org.Id), servers.At(org.Host, org.Port), org.Database, reason, () => IsThere(org), cancellationToken);
    }

    /// <summary>The same of the central database.</summary>
    public async Task<BackupManifest> MakeOfCentral(string reason, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(centralOptions.Value.ConnectionString).Database!;
        var made = await backups.Make(BackupStore.Central, CentralServer, database, reason, () => Task.FromResult(true), cancellationToken);
        await store.Prune(BackupStore.Central, options.Value, time.GetUtcNow(), cancellationToken);
        return made;
    }

    /// <summary>Restores a backup of an organization into a new database, brings it to the version of this build, and verifies all of it.</summary>
    public async Task Restore(OrgToBackUp org, BackupManifest backup, string database, CancellationToken cancellationToken)
    {
        var server = servers.At(org.Host, org.Port);
        using var connections = await tools.Take(org.Host, org.Port, Connections, cancellationToken);
        await server.DropDatabaseAsync(database, cancellationToken);
        await server.CreateEmptyAsync(database, cancellationToken);
        await backups.Restore(backup, server, database, cancellationToken);
        await schemas.Of(new OrgTarget(org.Id, org.Slug, database, "", org.Host, org.Port)).MigrateAsync(database, org.Id, cancellationToken);
    }

    /// <summary>Brings back the files that a restored database names, for the organization that it becomes; says what became of them.</summary>
    public async Task<string> RestoreFiles(OrgToBackUp org, BackupManifest backup, string database, Guid organizationId, CancellationToken cancellationToken)
    {
        var lost = await backups.RestoreFiles(backup, servers.At(org.Host, org.Port), database, id => StorageKeys.Of(organizationId, id), cancellationToken);
        return lost == 0 ? "its files are there" : $"the bytes of {lost} files are lost";
    }

    /// <summary>Reads all files of a backup that was restored for a rehearsal; says what became of them.</summary>
    public async Task<string> CheckFiles(OrgToBackUp org, BackupManifest backup, string database, CancellationToken cancellationToken)
    {
        // Of files that were deleted while they were being backed up nobody has the bytes.
        var lacking = await backups.CheckFiles(backup, servers.At(org.Host, org.Port), database, cancellationToken);
        return backup.Files == 0 && lacking > 0 ? $"no files: it is older than their backup ({lacking})"
            : lacking <= backup.FilesMissing ? $"{backup.Files - lacking} files"
            : throw new BackupException($"Of the {backup.Files} files of backup {backup.Id} {lacking} are not in it.");
    }

    /// <summary>As <see cref="Restore"/>, of a backup of the central database, on the central server.</summary>
    public async Task RestoreCentral(BackupManifest backup, string database, CancellationToken cancellationToken)
    {
        await CentralServer.DropDatabaseAsync(database, cancellationToken);
        await CentralServer.CreateEmptyAsync(database, cancellationToken);
        await backups.Restore(backup, CentralServer, database, cancellationToken);
        await new Migrator(DatabaseKind.Central).ApplyAsync(CentralServer.ConnectionString(database), null, cancellationToken);
    }

    /// <summary>Drops whatever has names that begin so, on the central server and others.</summary>
    public async Task DropAll(string prefix, IReadOnlyList<ServerAddress> addresses, CancellationToken cancellationToken)
    {
        foreach (var server in addresses.Select(a => servers.At(a.Host, a.Port)).Prepend(CentralServer))
        {
            foreach (var name in (await server.ListOrgDatabasesAsync(cancellationToken)).Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
            {
                await server.DropDatabaseAsync(name, cancellationToken);
            }
        }
    }

    /// <summary>Drops a database that was restored, and is not needed or never served.</summary>
    public Task Drop(OrgToBackUp? org, string database, CancellationToken cancellationToken) =>
        (org is null ? CentralServer : servers.At(org.Host, org.Port)).DropDatabaseAsync(database, cancellationToken);

    private Task<bool> IsThere(OrgToBackUp org) => central.Run(session => session.IsThere(org.Id));
}
