using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>Looks for columns that statements compare with a parameter and that no index begins with.</summary>
/// <param name="connection">To the organization's database.</param>
/// <param name="maintenance">To the server's maintenance database, where pg_stat_statements counts for all of them.</param>
internal sealed partial class IndexAdvice(NpgsqlConnection connection, NpgsqlConnection maintenance)
{
    private const int LeastRows = 500;

    private const string StatementsSql = """
        select query, calls, mean_exec_time
          from pg_stat_statements
         where dbid = (select oid from pg_database where datname = $1) and calls > 10
         order by total_exec_time desc
         limit 200
        """;

    // Columns of tables that are worth an index, and that no index begins with.
    private const string CandidatesSql = """
        select c.relname::text, a.attname::text, greatest(c.reltuples, s.n_live_tup)::bigint, s.seq_scan, s.seq_tup_read
          from pg_class c
          join pg_stat_user_tables s on s.relid = c.oid
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and greatest(c.reltuples, s.n_live_tup) >= $1
           and not exists (select from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum)
         order by s.seq_tup_read desc, c.relname, a.attnum
        """;

    internal async Task<IReadOnlyList<IndexSuggestion>> SuggestAsync(CancellationToken cancellationToken)
    {
        var candidates = await ReadAsync(connection, CandidatesSql, row => new Candidate(
            row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), cancellationToken, LeastRows);
        var statements = await StatementsAsync(cancellationToken);
        return
        [
            .. candidates.Select(candidate => (Candidate: candidate, Statement: statements.Find(s => Compares(s.Query, candidate))))
                .Where(found => found.Statement is not null)
                .Select(found => new IndexSuggestion(found.Candidate.Table, [found.Candidate.Column], Reason(found.Candidate, found.Statement!)))
                .Take(20),
        ];
    }

    private async Task<List<Statement>> StatementsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await maintenance.RunAsync("create extension if not exists pg_stat_statements", cancellationToken);
            return await ReadAsync(
                maintenance, StatementsSql, row => new Statement(row.GetString(0), row.GetInt64(1), row.GetDouble(2)), cancellationToken, connection.Database);
        }
        catch (PostgresException)
        {
            // The server does not have it, does not load it, or does not let us: then nobody counted.
            return [];
        }
    }

    // Whole words only; with an alias before the column or without.
    private static bool Compares(string query, Candidate candidate) =>
        Regex.IsMatch(query, $@"\b{Regex.Escape(candidate.Table)}\b", RegexOptions.IgnoreCase)
        && Comparison().Matches(query).Any(match => match.Groups[1].Value.Equals(candidate.Column, StringComparison.OrdinalIgnoreCase));

    private static string Reason(Candidate candidate, Statement statement) => string.Create(
        CultureInfo.InvariantCulture,
        $"{statement.Calls} calls of {statement.Mean:0.0} ms compare it; {candidate.Rows} rows, read whole {candidate.SeqScans} times, and no index begins with it");

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    [GeneratedRegex(@"(?:\b\w+\.)?\b(\w+)\s*(?:=|<=|>=|<|>|\bIN\b|\bLIKE\b|\bILIKE\b)\s*(?:ANY\s*)?\(?\s*\$\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Comparison();

    private sealed record Candidate(string Table, string Column, long Rows, long SeqScans, long SeqRows);

    private sealed record Statement(string Query, long Calls, double Mean);
}
