using System.Diagnostics;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Backups.Copies;

/// <summary>
/// A copy of a database on another server that follows the original: <c>pg_dump</c> of the moment in which a replication slot begins, into
/// <c>pg_restore</c>, then every change that commits after that moment. The host reads and writes all of it: the servers need not reach
/// each other, and no secret of one is stored on the other. Whatever dies leaves the original as it was, with a publication at most.
/// </summary>
/// <param name="from">The original, which serves. Its server has <c>wal_level = logical</c>, and the owner may replicate.</param>
/// <param name="to">An empty database; its owner may set <c>session_replication_role</c>, as a superuser may.</param>
/// <param name="binDirectory">Where the programs are; see <see cref="BackupOptions.BinDirectory"/>.</param>
public sealed class LiveCopy(CopiedDatabase from, CopiedDatabase to, string binDirectory) : IAsyncDisposable
{
    private const string Publication = "braidmgr_move";

    // A table without a key is not followed: published, its rows could not be changed any more. It is copied anew at the end.
    private const string TablesSql = """
        SELECT array(SELECT c.relname::text FROM pg_class c
                      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S')
                        AND CASE $1 WHEN 'keyed' THEN c.relkind = 'r' AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
                                    WHEN 'keyless' THEN c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
                                    ELSE c.relkind <> 'r' END
                      ORDER BY c.relname)
        """;

    private const string OwnIndexesSql = """
        SELECT array(SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                      WHERE x.relnamespace = 'public'::regnamespace AND starts_with(x.relname, 'own_') AND i.indisvalid ORDER BY 1)
        """;

    private NpgsqlConnection? _source;
    private NpgsqlConnection? _target;
    private ChangeFollower? _follower;
    private ChangeWriter? _writer;

    /// <summary>How many rows the copy had when it began to follow.</summary>
    public long Rows { get; private set; }

    /// <summary>How many changes were made after the others.</summary>
    public long Changes => _writer?.Changes ?? 0;

    /// <summary>How long it took to compare the two, row by row, when the copy began to follow.</summary>
    public TimeSpan Comparing { get; private set; }

    /// <summary>Removes what a copy that died left in the original.</summary>
    public static async Task CleanUp(CopiedDatabase from, CancellationToken cancellationToken)
    {
        await using var connection = await from.Open(cancellationToken);
        await connection.Run($"DROP PUBLICATION IF EXISTS {Publication}", cancellationToken);
    }

    /// <summary>Copies everything, compares it row by row with the moment that was copied, and begins to follow.</summary>
    /// <exception cref="BackupException">A server lacks what is needed, a program failed, or the copy is not what it should be.</exception>
    public async Task Begin(string slotName, CancellationToken cancellationToken)
    {
        _source = await from.Open(cancellationToken);
        _target = await to.Open(cancellationToken);
        await RequireAble(cancellationToken);
        await Publish(cancellationToken);
        _follower = await ChangeFollower.Begin(from, _source, slotName, cancellationToken);
        await using (var moment = await from.Open(cancellationToken))
        {
            await using var transaction = await moment.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            await moment.Run($"SET TRANSACTION SNAPSHOT '{_follower.Slot.SnapshotName}'", cancellationToken);
            await DumpAndRestore(_follower.Slot.SnapshotName!, cancellationToken);
            await Compare(moment, cancellationToken);
            await CompareSchema(moment, cancellationToken);
        }

        _writer = new ChangeWriter(_target);
        _follower.Start(Publication, _writer);
    }

    /// <summary>Copies a database that nobody writes to, and compares it; nothing is followed.</summary>
    /// <inheritdoc cref="Begin"/>
    public async Task CopyStill(CancellationToken cancellationToken)
    {
        _source = await from.Open(cancellationToken);
        _target = await to.Open(cancellationToken);
        await DumpAndRestore(null, cancellationToken);
        await Compare(_source, cancellationToken);
        await CompareSchema(_source, cancellationToken);
    }

    /// <summary>Waits until the copy has everything that was committed before this was asked; answers for how long.</summary>
    public async Task<TimeSpan> CatchUp(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await _follower!.CatchUp(cancellationToken);
        return clock.Elapsed;
    }

    /// <summary>Brings the copy to what the original is, now that nobody writes to it, and follows no longer.</summary>
    public async Task Finish(CancellationToken cancellationToken)
    {
        if (_follower is null)
        {
            return;
        }

        await _follower.CatchUp(cancellationToken);
        await _follower.Stop();
        foreach (var table in await _source!.Ask<string[]>(TablesSql, cancellationToken, "keyless"))
        {
            await CopyWhole("public." + CopyConnection.Quoted(table), cancellationToken);
        }

        var (before, after) = (await _source!.Ask<string[]>(OwnIndexesSql, cancellationToken), await _target!.Ask<string[]>(OwnIndexesSql, cancellationToken));
        if (!before.SequenceEqual(after))
        {
            throw new BackupException("An index of the organization's own was added or dropped while it was being copied; move it again.");
        }
    }

    /// <summary>Holds the copy's present state, for <see cref="CompareHeld"/> to read later.</summary>
    public Task Hold(CancellationToken cancellationToken) =>
        _target!.Run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT count(*) FROM pg_class", cancellationToken);

    /// <summary>Compares the original with the copy as it was held, row by row; both read at once.</summary>
    /// <exception cref="BackupException">They differ.</exception>
    public Task CompareHeld(CancellationToken cancellationToken) => Compare(_source!, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_follower?.DisposeAsync() ?? default);
        await (_source?.DisposeAsync() ?? default);
        await (_target?.DisposeAsync() ?? default);
    }

    private async Task RequireAble(CancellationToken cancellationToken)
    {
        var level = await _source!.Ask<string>("SELECT current_setting('wal_level')", cancellationToken);
        if (level != "logical")
        {
            throw new BackupException($"The server that the organization is on has wal_level = {level}; set it to logical, and restart that server, or move with a pause.");
        }

        if ((await _source!.Ask<string[]>(TablesSql, cancellationToken, "others")) is [var other, ..])
        {
            throw new BackupException($"{other} is no plain table: what it counts cannot be followed. Move with a pause.");
        }

        try
        {
            // As on every subscriber: triggers and foreign keys have had their say where the change was made.
            await _target!.Run("SET session_replication_role = replica", cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new BackupException(
                "The owner's role may not set session_replication_role on the server that the organization goes to: there, as a superuser, run " +
                "GRANT SET ON PARAMETER session_replication_role TO it, or move with a pause.", refused);
        }
    }

    private async Task Publish(CancellationToken cancellationToken)
    {
        await CleanUp(from, cancellationToken);
        var tables = (await _source!.Ask<string[]>(TablesSql, cancellationToken, "keyed")).Select(t => "public." + CopyConnection.Quoted(t));
        await _source!.Run($"SET ROLE {Roles.Owner}", cancellationToken);
        await _source!.Run($"CREATE PUBLICATION {Publication} FOR TABLE {string.Join(", ", tables)}", cancellationToken);
        await _source!.Run("RESET ROLE", cancellationToken);
    }

    private async Task DumpAndRestore(string? snapshot, CancellationToken cancellationToken)
    {
        await using var dump = PostgresTool.Start(
            binDirectory, "pg_dump", from.ConnectionString,
            [
                "--format=custom", "--compress=0", "--no-password", "--no-comments", "--no-publications", "--no-subscriptions",
                .. snapshot is null ? (string[])[] : ["--snapshot=" + snapshot],
            ]);
        await RestoreTool.Feed(binDirectory, to.ConnectionString, to.Name, new DumpStream(dump), cancellationToken);
    }

    private async Task Compare(NpgsqlConnection source, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var both = await Task.WhenAll(TableDigest.ReadAll(source, cancellationToken), TableDigest.ReadAll(_target!, cancellationToken));
        var (original, copy) = (both[0], both[1]);
        var different = original.Except(copy).Concat(copy.Except(original)).Select(t => t.Table).Distinct().ToList();
        if (different.Count > 0)
        {
            throw new BackupException($"The copy is not what the original is: {string.Join(", ", different)} differ.");
        }

        Rows = original.Sum(t => t.Rows);
        Comparing = clock.Elapsed;
    }

    private async Task CompareSchema(NpgsqlConnection source, CancellationToken cancellationToken)
    {
        var drift = (await Catalogue.ReadAsync(_target!, cancellationToken)).DriftFrom(await Catalogue.ReadAsync(source, cancellationToken));
        if (drift.Count > 0)
        {
            throw new BackupException($"The copy's schema is not what the original's is: {drift[0].ReplaceLineEndings(" ")}");
        }
    }

    private async Task CopyWhole(string table, CancellationToken cancellationToken)
    {
        await _target!.Run($"TRUNCATE {table}", cancellationToken);
        using var reader = await _source!.BeginTextExportAsync($"COPY {table} TO STDOUT", cancellationToken);
        await using var writer = await _target!.BeginTextImportAsync($"COPY {table} FROM STDIN", cancellationToken);
        var buffer = new char[64 * 1024];
        for (var read = await reader.ReadAsync(buffer, cancellationToken); read > 0; read = await reader.ReadAsync(buffer, cancellationToken))
        {
            await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
