using BraidMgr.Schema;
using BraidMgr.Storage;
using Npgsql;

namespace BraidMgr.Backups;

/// <summary>
/// Makes backups with the real <c>pg_dump</c> and restores them with <c>pg_restore</c>, as streams: nothing is on this host's disk.
/// Encryption is bound to scope and id, so that one backup cannot stand in for another.
/// </summary>
public sealed class DatabaseBackups(BackupStore store, BackedUpFiles files, BackupKeys keys, BackupOptions options)
{
    // The snapshot lives as long as this transaction; the dump and the digests both see that one moment.
    private const string SnapshotSql = """
        SELECT pg_export_snapshot(), now(), (SELECT coalesce(max(version), 0) FROM public.schema_migrations)
        """;

    /// <summary>Makes a backup of one moment of a database that may be written to meanwhile.</summary>
    /// <param name="scope">Whose it is.</param>
    /// <param name="server">Where the database is.</param>
    /// <param name="database">The database.</param>
    /// <param name="reason">Why it is made.</param>
    /// <param name="isThere">Whether whose it is is there still: it may be deleted, with all its backups, while this one is made.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="BackupException">It was deleted meanwhile, and nothing of this backup was kept.</exception>
    public async Task<BackupManifest> Make(
        string scope, DatabaseServer server, string database, string reason, Func<Task<bool>> isThere, CancellationToken cancellationToken = default)
    {
        await using var connection = await Open(server, database, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var moment = await Snapshot(connection, cancellationToken);
        var id = BackupStore.NewId(moment.TakenAt);
        try
        {
            var dump = await Dump(scope, id, server, database, moment.Snapshot, cancellationToken);
            var tables = await TableDigest.ReadAll(connection, cancellationToken);
            var named = await FilesOfDatabase.Read(connection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            var copied = await files.Copy(scope, id, named, cancellationToken);
            var manifest = new BackupManifest(
                id, scope, moment.TakenAt, reason, database, moment.Version, keys.CurrentId, dump.Size, dump.Sha256, tables, copied.Count, copied.Missing);
            await store.PutManifest(manifest, cancellationToken);
            // Asked when all of it is stored: a deletion that begins later finds it.
            return await isThere() ? manifest : throw new BackupException($"What is in {database} was deleted meanwhile; nothing of this backup was kept.");
        }
        catch
        {
            // Also of one that failed, such as for its database being dropped: nobody would look there again.
            if (!await isThere())
            {
                await store.Discard(scope, id, CancellationToken.None);
            }

            throw;
        }
    }

    /// <summary>Restores a backup into an empty database and verifies it row by row.</summary>
    /// <exception cref="BackupException">It is damaged, its key is not here, or what was restored is not what was backed up.</exception>
    public async Task Restore(BackupManifest backup, DatabaseServer server, string database, CancellationToken cancellationToken = default)
    {
        await using (var box = new HashingStream(await store.OpenDump(backup, cancellationToken)))
        {
            await Feed(backup, box, server.ConnectionString(database), database, cancellationToken);
            if (box.Written() != new WrittenObject(backup.Size, backup.Sha256))
            {
                throw new BackupException($"Backup {backup.Id} is not what was stored: its size or checksum differs from the manifest.");
            }
        }

        await using var connection = await Open(server, database, cancellationToken);
        RequireSame(backup, await TableDigest.ReadAll(connection, cancellationToken));
    }

    /// <summary>Brings back the files that a restored database names, unless they are there, and says in it where they are; answers how many are lost.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="server">Where the restored database is.</param>
    /// <param name="database">The restored database.</param>
    /// <param name="keyOf">Where the bytes of a file are to be.</param>
    /// <param name="cancellationToken">Ends it; again is no error.</param>
    /// <exception cref="BackupException">A file of the backup is not what it was.</exception>
    public async Task<int> RestoreFiles(
        BackupManifest backup, DatabaseServer server, string database, Func<Guid, string> keyOf, CancellationToken cancellationToken = default)
    {
        await using var connection = await Open(server, database, cancellationToken);
        var named = await FilesOfDatabase.Read(connection, cancellationToken);
        var lost = 0;
        foreach (var file in named)
        {
            lost += await files.BringBack(backup.Scope, file, keyOf(file.Id), cancellationToken) ? 0 : 1;
        }

        await FilesOfDatabase.Move(connection, [.. named.Where(f => f.Key != keyOf(f.Id)).Select(f => (f.Id, keyOf(f.Id)))], cancellationToken);
        return lost;
    }

    /// <summary>Reads every file that a restored database names from its backup; answers how many the backup lacks.</summary>
    /// <exception cref="BackupException">A file of the backup is not what it was.</exception>
    public async Task<int> CheckFiles(BackupManifest backup, DatabaseServer server, string database, CancellationToken cancellationToken = default)
    {
        await using var connection = await Open(server, database, cancellationToken);
        var lacking = 0;
        foreach (var file in await FilesOfDatabase.Read(connection, cancellationToken))
        {
            lacking += await files.Check(backup.Scope, file, cancellationToken) ? 0 : 1;
        }

        return lacking;
    }

    private async Task<WrittenObject> Dump(
        string scope, string id, DatabaseServer server, string database, string snapshot, CancellationToken cancellationToken)
    {
        await using var dump = PostgresTool.Start(
            options.BinDirectory, "pg_dump", server.ConnectionString(database),
            "--format=custom", "--no-password", "--no-comments", "--snapshot=" + snapshot);
        await using var sealing = new SealingStream(new DumpStream(dump), keys, keys.CurrentId, NameOf(scope, id));
        return await store.PutDump(scope, id, sealing, cancellationToken);
    }

    private async Task Feed(BackupManifest backup, Stream box, string connectionString, string database, CancellationToken cancellationToken)
    {
        await using var plain = new OpeningStream(box, keys, backup.KeyId, NameOf(backup.Scope, backup.Id));
        await RestoreTool.Feed(options.BinDirectory, connectionString, database, plain, cancellationToken);
    }

    private static void RequireSame(BackupManifest backup, List<TableDigest> restored)
    {
        var different = backup.Tables.Except(restored).Concat(restored.Except(backup.Tables)).Select(t => t.Table).Distinct().ToList();
        if (different.Count > 0)
        {
            throw new BackupException($"What was restored of backup {backup.Id} is not what was backed up: {string.Join(", ", different)} differ.");
        }
    }

    private static async Task<(string Snapshot, DateTimeOffset TakenAt, int Version)> Snapshot(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SnapshotSql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2));
    }

    private static async Task<NpgsqlConnection> Open(DatabaseServer server, string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { ApplicationName = "braidmgr-backup" }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static string NameOf(string scope, string id) => $"braidmgr backup {scope} {id}";
}
