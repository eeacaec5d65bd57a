using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>Applies one migration, with its row in the journal, and tries again while a lock is not to be had.</summary>
internal sealed class MigrationStep(NpgsqlConnection connection, Migration migration, MigratorOptions options)
{
    private const string InvalidIndexesSql = """
        select array(
            select format('%I', c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid
             where not i.indisvalid and c.relnamespace = 'public'::regnamespace and strpos($1, c.relname) > 0)
        """;

    /// <summary>Applies it.</summary>
    /// <exception cref="SchemaException">It failed, or waited for a lock in vain; nothing of it is left, but for what stands outside a transaction.</exception>
    internal async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            await (migration.InTransaction
                ? WithPatienceAsync(() => AsOneAsync(clock, cancellationToken), cancellationToken)
                : InPartsAsync(clock, cancellationToken));
        }
        catch (PostgresException e) when (!e.SqlState.StartsWith("57", StringComparison.Ordinal))
        {
            // Class 57 is somebody else's doing: cancelled, terminated, shut down.
            throw new SchemaException($"migration {migration} failed in {connection.Database}: {e.SqlState} {e.MessageText}", e);
        }
    }

    private Task<T> WithPatienceAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        options.WithPatienceAsync($"migration {migration} of {connection.Database}", work, cancellationToken);

    private async Task<bool> AsOneAsync(Stopwatch clock, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync($"{LockTimeoutSql(options.LockTimeout)};\n{migration.Sql}", cancellationToken);
        await MigrationJournal.AddAsync(connection, migration, clock.Elapsed, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task InPartsAsync(Stopwatch clock, CancellationToken cancellationToken)
    {
        foreach (var command in migration.Commands)
        {
            while (await WithPatienceAsync(() => PieceAsync(command.Sql, cancellationToken), cancellationToken) > 0 && command.Repeat)
            {
                // A piece of a backfill, committed by itself.
            }
        }

        await MigrationJournal.AddAsync(connection, migration, clock.Elapsed, cancellationToken);
    }

    private async Task<int> PieceAsync(string sql, CancellationToken cancellationToken)
    {
        await DropInvalidIndexesAsync(sql, cancellationToken);
        // Nobody queues behind an index that is built concurrently: it may wait for as long as there is patience.
        var waitsAlone = sql.Contains("concurrently", StringComparison.OrdinalIgnoreCase);
        await SetLockTimeoutAsync(waitsAlone ? options.Patience : options.LockTimeout, cancellationToken);
        return await ChangeAsync(sql, cancellationToken);
    }

    // A build that died leaves an index that is invalid, and that IF NOT EXISTS would take for built.
    private async Task DropInvalidIndexesAsync(string sql, CancellationToken cancellationToken)
    {
        await SetLockTimeoutAsync(options.Patience, cancellationToken);
        foreach (var index in (await connection.AskAsync<string[]>(InvalidIndexesSql, cancellationToken, sql))!)
        {
            await connection.RunAsync($"drop index concurrently if exists public.{index}", cancellationToken);
        }
    }

    private async Task<int> ChangeAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Task SetLockTimeoutAsync(TimeSpan timeout, CancellationToken cancellationToken) => connection.RunAsync(LockTimeoutSql(timeout), cancellationToken);

    private static string LockTimeoutSql(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"set lock_timeout = {(long)timeout.TotalMilliseconds}");
}
