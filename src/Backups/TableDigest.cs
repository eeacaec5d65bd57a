using Npgsql;

namespace BraidMgr.Backups;

/// <summary>A table's rows as one number: two tables with the same rows, in whatever order, have the same.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Hash">The sum of the rows' hashes.</param>
public sealed record TableDigest(string Table, long Rows, string Hash)
{
    private const string TablesSql = """
        SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex';
        SELECT array(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname COLLATE "C")
        """;

    /// <summary>Those of all tables of a database, as the connection's transaction sees them.</summary>
    internal static async Task<List<TableDigest>> ReadAll(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var list = new NpgsqlCommand(TablesSql, connection) { CommandTimeout = 0 };
        var tables = (string[])(await list.ExecuteScalarAsync(cancellationToken))!;
        var digests = new List<TableDigest>();
        foreach (var table in tables)
        {
            // The name is the catalogue's own, quoted: identifiers take no parameter.
            var name = "public.\"" + table.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
            var sql = $"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM ONLY {name} t";
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            digests.Add(new(table, row.GetInt64(0), row.GetString(1)));
        }

        return digests;
    }
}
