using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>An index that an organization has for itself.</summary>
/// <param name="Name">Its name, which begins with <c>own_</c>.</param>
/// <param name="Definition">As PostgreSQL describes it.</param>
/// <param name="IsValid">False when its building died; adding it again builds it anew.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Scans">How often it was used.</param>
public sealed record OwnIndex(string Name, string Definition, bool IsValid, long Bytes, long Scans);

/// <summary>An index that could help.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Reason">What was seen.</param>
public sealed record IndexSuggestion(string Table, IReadOnlyList<string> Columns, string Reason);

/// <summary>
/// Indexes of one organization alone, in its own database. Their names begin with <c>own_</c>: migrations never make such a name, and
/// the comparison of catalogues leaves them out, so that they are kept. Built concurrently: the organization serves meanwhile.
/// </summary>
public sealed class OwnIndexes(DatabaseServer server)
{
    internal const string Prefix = "own_";
    private const int MaxName = 63;
    private const int HashLength = 8;

    private const string ColumnsSql = """
        select array(select a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
                      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = $1
                        and c.relname not in ('schema_migrations', 'org_owner') and a.attnum > 0 and not a.attisdropped)
        """;

    // The same table and columns in the same order; of two, the one that can be used.
    private const string SameSql = """
        select x.relname::text || ' ' || i.indisvalid::text
          from pg_index i
          join pg_class x on x.oid = i.indexrelid
         where x.relnamespace = 'public'::regnamespace and starts_with(x.relname, 'own_')
           and i.indrelid = to_regclass('public.' || quote_ident($1)) and i.indpred is null and i.indexprs is null and i.indnkeyatts = i.indnatts
           and $2 = array(select a.attname::text from unnest(i.indkey) with ordinality k (attnum, place)
                            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by k.place)
         order by i.indisvalid desc, x.relname limit 1
        """;

    private const string TakenSql = "select to_regclass('public.' || quote_ident($1)) is not null";

    private const string ListSql = """
        select x.relname::text, pg_get_indexdef(i.indexrelid), i.indisvalid, pg_relation_size(i.indexrelid), coalesce(s.idx_scan, 0)
          from pg_index i
          join pg_class x on x.oid = i.indexrelid
          left join pg_stat_user_indexes s on s.indexrelid = i.indexrelid
         where x.relnamespace = 'public'::regnamespace and starts_with(x.relname, 'own_')
         order by x.relname
        """;

    /// <summary>Builds an index concurrently; one that is there and valid stays, one whose building died is dropped first. Answers its name.</summary>
    /// <exception cref="SchemaException">There is no such table or column.</exception>
    public async Task<string> AddAsync(string database, string table, IReadOnlyList<string> columns, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        await RequireColumnsAsync(connection, table, columns, cancellationToken);
        if ((await connection.AskAsync<string>(SameSql, cancellationToken, table, columns.ToArray()))?.Split(' ') is [var same, var valid])
        {
            if (valid == "true")
            {
                return same;
            }

            await connection.RunAsync($"drop index concurrently public.{DatabaseName.Quoted(same)}", cancellationToken);
        }

        var name = await NameAsync(connection, table, columns, cancellationToken);
        var list = string.Join(", ", columns.Select(DatabaseName.Quoted));
        await connection.RunAsync(
            $"create index concurrently {DatabaseName.Quoted(name)} on public.{DatabaseName.Quoted(table)} ({list})", cancellationToken);
        return name;
    }

    /// <summary>Drops an index concurrently.</summary>
    /// <exception cref="SchemaException">The organization has no index of its own of that name.</exception>
    public async Task DropAsync(string database, string name, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        if ((await ListAsync(connection, cancellationToken)).TrueForAll(i => i.Name != name))
        {
            throw new SchemaException($"{database} has no index of its own named {name}");
        }

        await connection.RunAsync($"drop index concurrently if exists public.{DatabaseName.Quoted(name)}", cancellationToken);
    }

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<OwnIndex>> ListAsync(string database, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        return await ListAsync(connection, cancellationToken);
    }

    /// <summary>What could help, from the statements that took longest (pg_stat_statements, where the server loads it).</summary>
    public async Task<IReadOnlyList<IndexSuggestion>> SuggestAsync(string database, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        await using var maintenance = await server.OpenMaintenanceAsync(cancellationToken);
        return await new IndexAdvice(connection, maintenance).SuggestAsync(cancellationToken);
    }

    /// <summary>What is wrong with a table and columns; null when an index of them can be built.</summary>
    public async Task<string?> ProblemAsync(string database, string table, IReadOnlyList<string> columns, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenAsync(database, cancellationToken);
        return await ProblemAsync(connection, table, columns, cancellationToken);
    }

    private static async Task<string?> ProblemAsync(
        NpgsqlConnection connection, string table, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var there = (await connection.AskAsync<string[]>(ColumnsSql, cancellationToken, table))!;
        return there.Length == 0 ? $"there is no table {table}"
            : columns.Count == 0 ? "name at least one column"
            : columns.FirstOrDefault(c => !there.Contains(c)) is { } missing ? $"table {table} has no column {missing}; it has {string.Join(", ", there)}"
            : columns.Distinct().Count() < columns.Count ? "a column stands twice" : null;
    }

    // Column a_b and columns a, b have one name, and so do long ones that begin alike: the second gets a hash.
    private static async Task<string> NameAsync(NpgsqlConnection connection, string table, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var name = $"{Prefix}{table}_{string.Join('_', columns)}";
        if (name.Length <= MaxName && !await connection.AskAsync<bool>(TakenSql, cancellationToken, name))
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [table, .. columns]))))[..HashLength];
        return $"{name[..Math.Min(name.Length, MaxName - HashLength - 1)]}_{hash}";
    }

    private static async Task RequireColumnsAsync(
        NpgsqlConnection connection, string table, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(connection, table, columns, cancellationToken) is { } problem)
        {
            throw new SchemaException(problem);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken);
        await connection.RunAsync($"set role {Roles.Owner}", cancellationToken);
        return connection;
    }

    private static async Task<List<OwnIndex>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ListSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<OwnIndex>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(new OwnIndex(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetInt64(3), reader.GetInt64(4)));
        }

        return all;
    }
}
