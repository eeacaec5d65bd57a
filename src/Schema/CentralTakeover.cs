using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// What a restored central database takes over from the one whose place it takes: what was taken away since does not come back, and
/// where organizations' databases are now is where they are. Sessions and long work that were under way do not come back either.
/// </summary>
public static class CentralTakeover
{
    private const string ReadSql = """
        select jsonb_build_object(
            'servers', (select coalesce(jsonb_agg(to_jsonb(s)), '[]') from database_servers s),
            'orgs', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'database_name', database_name, 'server', database_server_id, 'status', status)), '[]')
                       from organizations where deleted_at is null and status <> 'deleting'),
            'members', (select coalesce(jsonb_agg(jsonb_build_object('u', user_id, 'o', organization_id, 'r', org_role, 'd', to_jsonb(m)->'deactivated_at')), '[]')
                          from user_org_memberships m),
            'users', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'hash', password_hash)), '[]') from users where deleted_at is null),
            'operators', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'hash', password_hash)), '[]') from operators where disabled_at is null),
            'invitations', (select coalesce(jsonb_agg(jsonb_build_object('id', id)), '[]') from invitations where used_at is null))::text
        """;

    // Of two values of org_role, the later allows less.
    private const string TakeOverSql = """
        insert into database_servers select s.* from jsonb_populate_recordset(null::database_servers, $1::jsonb->'servers') s
            on conflict (id) do update set name = excluded.name, region = excluded.region, host = excluded.host, port = excluded.port,
                connection_budget = excluded.connection_budget, max_organizations = excluded.max_organizations,
                accepts_new_orgs = excluded.accepts_new_orgs;
        delete from organizations o where not exists (select from jsonb_to_recordset($1::jsonb->'orgs') as l(id uuid) where l.id = o.id);
        update organizations o set database_name = 'moving_' || replace(o.id::text, '-', '_');
        update organizations o set database_name = l.database_name, database_server_id = l.server, status = l.status
            from jsonb_to_recordset($1::jsonb->'orgs') as l(id uuid, database_name text, server uuid, status text) where l.id = o.id;
        delete from user_org_memberships m
            where not exists (select from jsonb_to_recordset($1::jsonb->'members') as l(u uuid, o uuid) where (l.u, l.o) = (m.user_id, m.organization_id));
        update user_org_memberships m set org_role = l.r
            from jsonb_to_recordset($1::jsonb->'members') as l(u uuid, o uuid, r org_role) where (l.u, l.o) = (m.user_id, m.organization_id) and l.r > m.org_role;
        update user_org_memberships m set deactivated_at = l.d
            from jsonb_to_recordset($1::jsonb->'members') as l(u uuid, o uuid, d timestamptz)
            where (l.u, l.o) = (m.user_id, m.organization_id) and l.d is not null and m.deactivated_at is null;
        update users u set deleted_at = now()
            where deleted_at is null and not exists (select from jsonb_to_recordset($1::jsonb->'users') as l(id uuid) where l.id = u.id);
        update users u set password_hash = l.hash from jsonb_to_recordset($1::jsonb->'users') as l(id uuid, hash text) where l.id = u.id;
        update operators p set disabled_at = now()
            where disabled_at is null and not exists (select from jsonb_to_recordset($1::jsonb->'operators') as l(id uuid) where l.id = p.id);
        update operators p set password_hash = l.hash from jsonb_to_recordset($1::jsonb->'operators') as l(id uuid, hash text) where l.id = p.id;
        delete from invitations i where not exists (select from jsonb_to_recordset($1::jsonb->'invitations') as l(id uuid) where l.id = i.id)
        """;

    // Runs and the silos of that time are over: gone on with, a deletion that was cancelled since would be carried out.
    private const string EndSql = """
        delete from refresh_tokens;
        delete from password_resets;
        delete from email_verifications;
        delete from idempotency_keys;
        delete from orleansstorage;
        delete from orleansmembershiptable;
        update users set sessions_valid_from = now()
        """;

    // A run is what its own row says, as either engine stores it.
    private const string UnsettledSql = """
        select array(
            select case status when 'moving' then format('organization %s is being moved or restored', slug)
                               else format('organization %s (%s, database %s) is being deleted', slug, id, database_name) end
              from organizations where status in ('moving', 'deleting') and deleted_at is null
            union all
            select format('run %s (%s of %s, by %s)', run->'Order'->>'Id', run->'Order'->>'Kind', run->'Order'->>'Subject', run->'Order'->>'StartedBy')
              from (select convert_from(payloadbinary, 'UTF8')::jsonb run from orleansstorage
                     where graintypestring = 'run' and payloadbinary is not null) runs
             where run->>'State' in ('waiting', 'running'))
        """;

    /// <summary>
    /// What is under way in the live database and would be forgotten: a deletion would leave database, backups and files behind, a
    /// deletion in its grace period never come, an organization that is held have nobody to give it back. Nothing where it cannot be read.
    /// </summary>
    public static async Task<IReadOnlyList<string>> UnsettledAsync(DatabaseServer server, string live, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await server.OpenAsync(live, cancellationToken);
            return (await connection.AskAsync<string[]>(UnsettledSql, cancellationToken))!;
        }
        catch (PostgresException lost) when (IsLost(lost))
        {
            return [];
        }
    }

    /// <summary>What is to be taken over; null when the database cannot be read any more.</summary>
    public static async Task<string?> ReadAsync(DatabaseServer server, string live, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await server.OpenAsync(live, cancellationToken);
            return await connection.AskAsync<string>(ReadSql, cancellationToken);
        }
        catch (PostgresException lost) when (IsLost(lost))
        {
            return null;
        }
    }

    /// <summary>Takes it over; null for what cannot be known any more.</summary>
    public static async Task ApplyAsync(DatabaseServer server, string restored, string? read, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenAsync(restored, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var sql in (read is null ? "" : TakeOverSql + ";").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            if (sql.Contains("$1", StringComparison.Ordinal))
            {
                command.Parameters.Add(new() { Value = read });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await connection.RunAsync(EndSql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Lets a restored database have the name of the live one, which keeps another, in one transaction; ends connections to it. The other
    /// name is answered; null when there was no live one.
    /// </summary>
    public static async Task<string?> TakeNameAsync(DatabaseServer server, string restored, string live, CancellationToken cancellationToken = default)
    {
        DatabaseName.RequirePlain(live);
        await using var connection = await server.OpenMaintenanceAsync(cancellationToken);
        var old = await connection.AskAsync<bool>("select exists (select from pg_database where datname = $1)", cancellationToken, live)
            ? $"{live[..Math.Min(live.Length, 40)]}_before_{restored[^8..]}"
            : null;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (old is not null)
        {
            await connection.RunAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{live}' and pid <> pg_backend_pid()", cancellationToken);
            await connection.RunAsync($"alter database {DatabaseName.Quoted(live)} rename to {DatabaseName.Quoted(old)}", cancellationToken);
        }

        await connection.RunAsync($"alter database {DatabaseName.Quoted(restored)} rename to {DatabaseName.Quoted(live)}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await DatabaseServer.OpenToAppAsync(connection, live, cancellationToken);
        return old;
    }

    /// <summary>How many connections of hosts are open to a database.</summary>
    public static async Task<int> ConnectedAsync(DatabaseServer server, string live, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenMaintenanceAsync(cancellationToken);
        return await connection.AskAsync<int>(
            "select count(*)::int from pg_stat_activity where datname = $1 and starts_with(application_name, 'braidmgr')", cancellationToken, live);
    }

    private static bool IsLost(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
        || error.SqlState.StartsWith("XX", StringComparison.Ordinal);
}
