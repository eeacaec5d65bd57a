using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// Reads the lines of a <see cref="Catalogue"/>. A database is mostly looked at over a connection that has just been opened, to which
/// planning, joins and looking things up cost far more than rows do: so each of PostgreSQL's tables is read by itself, as plainly as can
/// be, and all of it in one round trip. What belongs together is put together here.
/// </summary>
internal sealed class CatalogueReader
{
    private const string JournalTable = "schema_migrations";

    // What PostgreSQL brings has lower numbers.
    private const string FirstOid = "16384";

    // In this order, as columns need the names of tables, and their defaults.
    private static readonly (string Sql, Action<CatalogueReader, NpgsqlDataReader> Take)[] Parts =
    [
        ("select nspacl::text from pg_namespace where nspname = 'public'", (all, row) => all.Add($"schema public acl={Acl(row, 0)}")),
        ("select extname::text from pg_extension", (all, row) => all.Add($"extension {Text(row, 0)}")),
        ("""
            select c.oid::int8, c.relname::text, c.relkind::text, c.relowner::regrole::text, c.reloptions::text, c.relrowsecurity::text,
                   coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))::text,
                   case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end
              from pg_class c where c.relnamespace = 'public'::regnamespace
            """, (all, row) => all.Relation(row)),
        ("select d.adrelid::int8, d.adnum, pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d",
            (all, row) => all._defaults[(row.GetInt64(0), row.GetInt16(1))] = Text(row, 2)),
        ($"""
            select a.attrelid::int8, a.attnum, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, a.attgenerated::text,
                   a.attidentity::text, case when a.attcollation not in (0, 100) then a.attcollation::regcollation::text end, a.attacl::text
              from pg_attribute a where a.attrelid >= {FirstOid} and a.attnum > 0 and not a.attisdropped
            """, (all, row) => all.Column(row)),
        ($"select k.conrelid::int8, k.conname::text, pg_get_constraintdef(k.oid), k.convalidated::text from pg_constraint k where k.conrelid >= {FirstOid}",
            (all, row) => all.OfTable(row, table => $"constraint {table}.{Text(row, 1)} {Text(row, 2)} validated={Text(row, 3)}")),
        ("""
            select i.indrelid::int8, i.indexrelid::int8, pg_get_indexdef(i.indexrelid), i.indisvalid::text
              from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace
            """, (all, row) => all.Index(row)),
        ("""
            select pg_get_triggerdef(t.oid), t.tgenabled::text
              from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
            """, (all, row) => all.Add($"trigger {Text(row, 0)} enabled={Text(row, 1)}")),
        ($"""
            select pg_get_functiondef(p.oid), p.proowner::regrole::text, coalesce(p.proacl, acldefault('f', p.proowner))::text
              from pg_proc p
             where p.oid >= {FirstOid} and p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
               and (select count(*) from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') = 0
            """, (all, row) => all.Add($"function {Text(row, 0)} owner={Text(row, 1)} acl={Acl(row, 2)}")),
        ($"""
            select t.typname::text, t.typowner::regrole::text,
                   (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
              from pg_type t where t.oid >= {FirstOid} and t.typnamespace = 'public'::regnamespace and t.typtype = 'e'
            """, (all, row) => all.Add($"enum {Text(row, 0)} owner={Text(row, 1)} {Text(row, 2)}")),
    ];

    private static readonly string AllSql =
        $"set search_path = public, pg_catalog; {string.Join("; ", Parts.Select(part => part.Sql))}; reset search_path";

    private readonly List<string> _lines = [];
    private readonly Dictionary<long, string> _tables = [];
    private readonly HashSet<long> _ownIndexes = [];
    private readonly Dictionary<(long Table, short Number), string> _defaults = [];

    private CatalogueReader() { }

    /// <summary>Reads them, in the order of their text.</summary>
    internal static async Task<List<string>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var all = new CatalogueReader();
        await using var command = new NpgsqlCommand(AllSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        foreach (var part in Parts)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                part.Take(all, reader);
            }

            await reader.NextResultAsync(cancellationToken);
        }

        all._lines.Sort(StringComparer.Ordinal);
        return all._lines;
    }

    private void Relation(NpgsqlDataReader row)
    {
        var (oid, name, kind) = (row.GetInt64(0), Text(row, 1), Text(row, 2));
        if (kind is "i" or "I")
        {
            if (name.StartsWith(OwnIndexes.Prefix, StringComparison.Ordinal))
            {
                _ownIndexes.Add(oid);
            }
        }
        else if (kind is "r" or "p" or "v" or "m" or "S" or "f" && name != JournalTable)
        {
            Add($"relation {name} kind={kind} owner={Text(row, 3)} options={Text(row, 4)} rls={Text(row, 5)} acl={Acl(row, 6)}");
            if (!row.IsDBNull(7))
            {
                Add($"view {name} {Text(row, 7)}");
            }

            // What a sequence calls its columns is PostgreSQL's own.
            if (kind != "S")
            {
                _tables.Add(oid, name);
            }
        }
    }

    private void Column(NpgsqlDataReader row)
    {
        var expression = _defaults.GetValueOrDefault((row.GetInt64(0), row.GetInt16(1)));
        OfTable(row, table =>
            $"column {table}.{Text(row, 2)} {Text(row, 3)} notnull={Text(row, 4)} default={expression} generated={Text(row, 5)} " +
            $"identity={Text(row, 6)} collation={Text(row, 7)} acl={Acl(row, 8)}");
    }

    private void Index(NpgsqlDataReader row)
    {
        if (!_ownIndexes.Contains(row.GetInt64(1)))
        {
            OfTable(row, _ => $"index {Text(row, 2)} valid={Text(row, 3)}");
        }
    }

    /// <summary>A line for a row whose first column is the table's number, if it is one of the tables that count.</summary>
    private void OfTable(NpgsqlDataReader row, Func<string, string> line)
    {
        if (_tables.TryGetValue(row.GetInt64(0), out var table))
        {
            Add(line(table));
        }
    }

    private void Add(string line) => _lines.Add(line);

    private static string Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? "" : row.GetString(column);

    // In the order of their text: a restored database has them in another order.
    private static string Acl(NpgsqlDataReader row, int column) =>
        string.Join(',', Text(row, column).Trim('{', '}').Split(',').Order(StringComparer.Ordinal));
}
