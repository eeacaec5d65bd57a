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

    private const string ReadSql =
        "select version, name, checksum, applied_at, duration_ms from public.schema_migrations order by version";

    private const string AddSql =
        "insert into public.schema_migrations (version, name, checksum, duration_ms) values ($1, $2, $3, $4)";

    internal static Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.RunAsync(CreateSql, cancellationToken);

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
