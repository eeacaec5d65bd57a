using System.Globalization;

namespace BraidMgr.Compare.Tools;

/// <summary>What the database itself says: pg_stat_statements counts every statement of every role.</summary>
internal static class Database
{
    private const string CountSql = """
        SELECT coalesce(sum(s.calls), 0) FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname = 'braid_app'
        """;

    private const string WhichSql = """
        SELECT s.calls, d.datname, left(regexp_replace(s.query, '\s+', ' ', 'g'), 160)
        FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid WHERE r.rolname = 'braid_app'
        """;

    public static Task EnableCountsAsync(CancellationToken cancellationToken) =>
        Shell.PsqlAsync("postgres", ["-c", "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"], cancellationToken);

    public static Task ResetCountsAsync(CancellationToken cancellationToken) =>
        Shell.PsqlAsync("postgres", ["-c", "SELECT pg_stat_statements_reset()"], cancellationToken);

    /// <summary>Statements that the application's role ran since the reset.</summary>
    public static async Task<long> StatementsOfApplicationAsync(CancellationToken cancellationToken) =>
        long.Parse(await Shell.PsqlAsync("postgres", ["-c", CountSql], cancellationToken), CultureInfo.InvariantCulture);

    /// <summary>Which they were, by database.</summary>
    public static Task<string> WhichOfApplicationAsync(CancellationToken cancellationToken) =>
        Shell.PsqlAsync("postgres", ["-c", WhichSql], cancellationToken);

    /// <summary>So that no cell pays for the writes of the one before.</summary>
    public static Task CheckpointAsync(CancellationToken cancellationToken) =>
        PostgresServer.Own.CheckpointAsync(cancellationToken);
}
