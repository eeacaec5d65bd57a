using Npgsql;

namespace BraidMgr.Schema;

/// <summary>Which migrations a build needs and which a database has.</summary>
public static class SchemaVersion
{
    /// <summary>The number of the newest migration of this build: a database below it cannot be served.</summary>
    public static int Required(DatabaseKind kind) => MigrationSet.Of(kind).Version;

    /// <summary>
    /// The number of the newest migration applied to the connection's database, 0 when there was none. A number above
    /// <see cref="Required"/> was left by a newer build and can be served. <c>braid_app</c> may ask.
    /// </summary>
    public static async Task<int> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from public.schema_migrations", connection);
            return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }
}
