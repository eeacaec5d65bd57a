using Npgsql;

namespace BraidMgr.Schema;

/// <summary>What a database uses of its server at a moment.</summary>
/// <param name="Database">Its name.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Active">Of these, how many run a statement.</param>
/// <param name="Waiting">Of these, how many wait for a lock.</param>
/// <param name="LongestMs">For how long the longest statement has run.</param>
/// <param name="Transactions">Commits and rollbacks so far.</param>
/// <param name="Rows">Rows read and written so far.</param>
/// <param name="Bytes">Its size.</param>
public sealed record DatabaseUse(
    string Database, int Connections, int Active, int Waiting, long LongestMs, long Transactions, long Rows, long Bytes);

/// <summary>Asks a server who uses what.</summary>
public static class DatabaseUseExtensions
{
    // The size is read from the file system: only of those that somebody uses.
    private const string UseSql = """
        select d.datname::text, coalesce(a.connections, 0)::int, coalesce(a.active, 0)::int, coalesce(a.waiting, 0)::int, coalesce(a.longest, 0)::bigint,
               (d.xact_commit + d.xact_rollback)::bigint, (d.tup_returned + d.tup_inserted + d.tup_updated + d.tup_deleted)::bigint,
               case when a.connections > 0 then pg_database_size(d.datid) else 0 end
          from pg_stat_database d
          left join (select datid, count(*) as connections, count(*) filter (where state = 'active') as active,
                            count(*) filter (where wait_event_type = 'Lock') as waiting,
                            max(extract(epoch from clock_timestamp() - query_start) * 1000) filter (where state = 'active') as longest
                       from pg_stat_activity where backend_type = 'client backend' group by datid) a using (datid)
         where starts_with(d.datname, $1)
        """;

    /// <summary>How many connections are open to the server, whoever has them; this one is not counted.</summary>
    public static async Task<int> ConnectionsAsync(this DatabaseServer server, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenMaintenanceAsync(cancellationToken);
        return await connection.AskAsync<int>(
            "select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()", cancellationToken);
    }

    /// <summary>What every organization's database on the server uses.</summary>
    public static async Task<IReadOnlyList<DatabaseUse>> UseAsync(this DatabaseServer server, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenMaintenanceAsync(cancellationToken);
        await using var command = new NpgsqlCommand(UseSql, connection) { Parameters = { new() { Value = DatabaseName.OrgPrefix } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<DatabaseUse>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(new DatabaseUse(
                reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt64(4), reader.GetInt64(5),
                reader.GetInt64(6), reader.GetInt64(7)));
        }

        return all;
    }
}
