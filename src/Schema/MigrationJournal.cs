using Npgsql;

namespace BraidMgr.Schema;

/// <summary>One row of <c>schema_migrations</c>.</summary>
public sealed record AppliedMigration(int Version, string Name, string Checksum, DateTimeOffset AppliedAt, int DurationMs);

/// <summary>What was applied to a database, as the database itself remembers it.</summary>
internal static class MigrationJournal
{
    private const string CreateSql = $"""
        create table if not exists public.schema_migrations (
            version     integer     primary key,
            name        text        not null,
            checksum    text        not null,
            applied_at  timestamptz not null default now(),
            duration_ms integer     not null
        );
        grant select on public.schema_migrations to {Roles.App};
        """;

    // Put in order here: a fresh connection would look for how to do that.
    private const string ReadSql = "select version, name, checksum, applied_at, duration_ms from public.schema_migrations";

    private const string AddSql =
        "insert into public.schema_migrations (version, name, checksum, duration_ms) values ($1, $2, $3, $4)";

    // The last failure is the comment on the journal: it is in the database that failed, and needs no table.
    private const string NotedSql = "select obj_description('public.schema_migrations'::regclass, 'pg_class')";

    private const string ExistsSql = "select to_regclass('public.schema_migrations') is not null";

    /// <summary>Reads it, and makes it first where there is none.</summary>
    internal static async Task<List<AppliedMigration>> OpenAsync(
        NpgsqlConnection connection, MigratorOptions options, CancellationToken cancellationToken)
    {
        if (!await connection.AskAsync<bool>($"set lock_timeout = {(long)options.LockTimeout.TotalMilliseconds}; {ExistsSql}", cancellationToken))
        {
            await connection.RunAsync(CreateSql, cancellationToken);
        }

        return await ReadAsync(connection, cancellationToken);
    }

    internal static Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.AskAsync<bool>(ExistsSql, cancellationToken);

    /// <summary>What the last run in this database failed by; null when it did not.</summary>
    internal static async Task<string?> NotedAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await ExistsAsync(connection, cancellationToken) ? await connection.AskAsync<string>(NotedSql, cancellationToken) : null;

    /// <summary>Notes what a run failed by, or that it did not. That the note cannot be written is no failure of its own.</summary>
    internal static async Task NoteAsync(NpgsqlConnection connection, string? failure, CancellationToken cancellationToken)
    {
        try
        {
            // After a success there is a journal, and to take away a note that is not there changes nothing: cheaper than to look for it.
            if (failure is null || await ExistsAsync(connection, cancellationToken))
            {
                var text = failure is null ? "null" : $"'{failure.Replace("'", "''", StringComparison.Ordinal)}'";
                await connection.RunAsync($"set lock_timeout = 1000; comment on table public.schema_migrations is {text}", cancellationToken);
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            // Whoever holds the journal is what the failure is about.
        }
    }

    internal static async Task<List<AppliedMigration>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReadSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(new AppliedMigration(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4)));
        }

        applied.Sort((one, other) => one.Version.CompareTo(other.Version));
        return applied;
    }

    internal static async Task AddAsync(
        NpgsqlConnection connection, Migration migration, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AddSql, connection);
        command.Parameters.Add(new() { Value = migration.Version });
        command.Parameters.Add(new() { Value = migration.Name });
        command.Parameters.Add(new() { Value = migration.Checksum });
        command.Parameters.Add(new() { Value = (int)Math.Min(duration.TotalMilliseconds, int.MaxValue) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
