using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// What the schema <c>public</c> of a database holds, one line a thing, as PostgreSQL itself describes it: two databases with one
/// hash have the same schema. The journal of migrations and indexes of an organization's own (<c>own_…</c>) do not count.
/// </summary>
public sealed class Catalogue
{
    private const int Shown = 4;

    // Privileges are listed in the order of their text: a restored database has them in another order.
    private const string ReadSql = """
        set search_path = public, pg_catalog;
        select line from (
            select format('schema public acl=%s', (select string_agg(a::text, ',' order by a::text collate "C") from unnest(nspacl) a)) as line
              from pg_namespace where nspname = 'public'
            union all
            select format('relation %s kind=%s owner=%s options=%s rls=%s acl=%s', c.relname, c.relkind, c.relowner::regrole, c.reloptions,
                          c.relrowsecurity,
                          (select string_agg(a::text, ',' order by a::text collate "C")
                             from unnest(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a))
              from pg_class c
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relname <> 'schema_migrations'
            union all
            select format('column %s.%s %s notnull=%s default=%s generated=%s identity=%s collation=%s acl=%s', c.relname, a.attname,
                          format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attidentity,
                          nullif(a.attcollation, t.typcollation)::regcollation,
                          (select string_agg(x::text, ',' order by x::text collate "C") from unnest(a.attacl) x))
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_type t on t.oid = a.atttypid
              left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname <> 'schema_migrations'
               and a.attnum > 0 and not a.attisdropped
            union all
            select format('constraint %s.%s %s validated=%s', c.relname, k.conname, pg_get_constraintdef(k.oid), k.convalidated)
              from pg_constraint k join pg_class c on c.oid = k.conrelid
             where c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations'
            union all
            select format('index %s valid=%s', pg_get_indexdef(i.indexrelid), i.indisvalid)
              from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
             where c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations' and not starts_with(x.relname, 'own_')
            union all
            select format('trigger %s enabled=%s', pg_get_triggerdef(t.oid), t.tgenabled)
              from pg_trigger t join pg_class c on c.oid = t.tgrelid
             where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
            union all
            select format('function %s owner=%s acl=%s', pg_get_functiondef(p.oid), p.proowner::regrole,
                          (select string_agg(a::text, ',' order by a::text collate "C") from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a))
              from pg_proc p
             where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
               and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            union all
            select format('enum %s owner=%s %s', t.typname, t.typowner::regrole,
                          (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
              from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e'
            union all
            select format('view %s %s', c.relname, pg_get_viewdef(c.oid))
              from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
            union all
            select format('extension %s', extname) from pg_extension) described
        order by line collate "C";
        reset search_path;
        """;

    private Catalogue(IReadOnlyList<string> lines)
    {
        Lines = lines;
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    /// <summary>What is there, in order.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>SHA-256 of all lines, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Reads it from a database; nothing is open on the connection.</summary>
    public static async Task<Catalogue> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        await using var command = new NpgsqlCommand(ReadSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return new Catalogue(lines);
    }

    /// <summary>What a database lacks and has too much, beside what is expected; empty when the hashes are one.</summary>
    public IReadOnlyList<string> DriftFrom(Catalogue expected) =>
        Hash == expected.Hash
            ? []
            : [.. expected.Lines.Except(Lines).Select(line => "missing: " + line), .. Lines.Except(expected.Lines).Select(line => "unexpected: " + line)];

    /// <summary>A drift in one line: its first parts, each cut, and how many there are.</summary>
    internal static string Summary(IReadOnlyList<string> drift)
    {
        var first = drift.Take(Shown).Select(line => line.ReplaceLineEndings(" ")).Select(line => line.Length > 120 ? line[..120] + "…" : line);
        return string.Join("; ", first) + (drift.Count > Shown ? $"; and {drift.Count - Shown} more" : "");
    }
}
