using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>Reads a database's own description of itself.</summary>
internal static class Catalog
{
    internal static string[] Words(string list) =>
        list.ReplaceLineEndings(" ").Split(", ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal static Task<List<string>> ColumnsAsync(NpgsqlConnection connection, string table) => connection.ListAsync(
        """
        select attname || ' ' || replace(format_type(atttypid, atttypmod), 'timestamp with time zone', 'timestamptz')
               || case when attnotnull then '!' else '' end
          from pg_attribute
         where attrelid = ('public.' || $1)::regclass and attnum > 0 and not attisdropped
         order by attnum
        """, table);

    internal static Task<List<string>> TablesAsync(NpgsqlConnection connection) => connection.ListAsync(
        """
        select relname::text from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')
         order by relname::text collate "C"
        """);

    internal static Task<List<string>> LabelsAsync(NpgsqlConnection connection, string enumName) => connection.ListAsync(
        "select enumlabel::text from pg_enum where enumtypid = ('public.' || $1)::regtype order by enumsortorder", enumName);

    internal static Task<string?> IndexAsync(NpgsqlConnection connection, string name) =>
        connection.AskAsync<string>("select indexdef from pg_indexes where schemaname = 'public' and indexname = $1", default, name);

    /// <summary>Foreign keys of which no index begins with one of their columns: deleting what they refer to reads the whole table.</summary>
    internal static Task<List<string>> UnindexedForeignKeysAsync(NpgsqlConnection connection) => connection.ListAsync(
        """
        select conname::text from pg_constraint c
         where contype = 'f'
           and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = any (c.conkey))
        """);
}
