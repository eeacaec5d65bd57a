using Npgsql;

namespace BraidMgr.Schema;

/// <summary>Makes the two roles of <see cref="Roles"/> on a server.</summary>
internal static class ServerRoles
{
    private const string StateSql = """
        select array[
            exists (select from pg_roles where rolname = 'braid_owner'),
            exists (select from pg_roles where rolname = 'braid_app'),
            (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)]
        """;

    private const string JoinSql = $"""
        do $$
        begin
            if not pg_has_role('{Roles.Owner}', 'usage') then
                execute format('grant {Roles.Owner} to %I', current_user);
            end if;
        end
        $$
        """;

    internal static async Task EnsureAsync(NpgsqlConnection connection, string appPassword, CancellationToken cancellationToken)
    {
        var state = await connection.AskAsync<bool[]>(StateSql, cancellationToken);
        var (owner, app, mayCreate) = (state![0], state[1], state[2]);
        if (!mayCreate)
        {
            RequireBoth(connection, owner && app);
            return;
        }

        if (!owner)
        {
            await connection.RunAsync($"create role {Roles.Owner} nologin", cancellationToken);
        }

        // The secret's alphabet has no quote. Setting it again follows a changed configuration.
        var secret = ScramSecret.Of(appPassword);
        await connection.RunAsync($"{(app ? "alter" : "create")} role {Roles.App} login password '{secret}'", cancellationToken);
        await connection.RunAsync(JoinSql, cancellationToken);
    }

    private static void RequireBoth(NpgsqlConnection connection, bool exist)
    {
        if (!exist)
        {
            throw new SchemaException(
                $"the roles {Roles.Owner} and {Roles.App} are missing on {connection.Host}:{connection.Port}, and the user of the " +
                $"connection string may not create them. As a superuser run: create role {Roles.Owner} nologin; " +
                $"create role {Roles.App} login password '...'; grant {Roles.Owner} to the user.");
        }
    }
}
