using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// An organization's database that a backup is restored into, beside the one that serves: nobody but the owner may connect to it until
/// it is opened. And the one that it takes the place of: retired, it can be neither written to nor taken over.
/// </summary>
public static class RestoredDatabase
{
    /// <summary>Makes an empty database.</summary>
    /// <exception cref="ArgumentException">As for <see cref="DatabaseServer.CreateDatabaseAsync"/>.</exception>
    public static async Task CreateEmptyAsync(this DatabaseServer server, string name, CancellationToken cancellationToken = default)
    {
        DatabaseName.RequireOrg(name);
        await using var connection = await server.OpenMaintenanceAsync(cancellationToken);
        await connection.RunAsync(
            $"create database {DatabaseName.Quoted(name)} owner {Roles.Owner} template template0 encoding 'UTF8'", cancellationToken);
        await connection.RunAsync($"revoke all on database {DatabaseName.Quoted(name)} from public", cancellationToken);
    }

    /// <summary>Lets <c>braid_app</c> connect to it.</summary>
    public static async Task OpenToAppAsync(this DatabaseServer server, string name, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenMaintenanceAsync(cancellationToken);
        await DatabaseServer.OpenToAppAsync(connection, name, cancellationToken);
    }

    /// <summary>
    /// Says whose it is from now on, under a token that nobody has, and under an epoch that is not the next one of any that was: whoever
    /// has loaded something notices.
    /// </summary>
    public static async Task StampAnewAsync(
        this DatabaseServer server, string name, Guid organizationId, long epochAfter, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenAsync(name, cancellationToken);
        await using var command = new NpgsqlCommand(
            "update public.org_owner set organization_id = $1, owner_token = gen_random_uuid(), epoch = greatest(epoch, $2) + 10", connection)
        {
            Parameters = { new() { Value = organizationId }, new() { Value = epochAfter } },
        };
        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1)
        {
            throw new SchemaException($"database {name} does not say whose it is");
        }
    }

    /// <summary>
    /// Takes a database from its organization: it waits for the write group that is under way, and every later one, and every takeover,
    /// is refused: whose it was only its token says, which nobody writes with. Again is no error. Answers its epoch; null when it is not the
    /// organization's.
    /// </summary>
    public static async Task<long?> RetireAsync(
        this DatabaseServer server, string name, Guid organizationId, Guid retiredBy, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenAsync(name, cancellationToken);
        return await ReplaceOwnerAsync(connection, [organizationId, retiredBy], retiredBy, organizationId, cancellationToken);
    }

    /// <summary>Gives a retired database back.</summary>
    public static async Task UnretireAsync(
        this DatabaseServer server, string name, Guid organizationId, Guid retiredBy, CancellationToken cancellationToken = default)
    {
        await using var connection = await server.OpenAsync(name, cancellationToken);
        await ReplaceOwnerAsync(connection, [retiredBy], organizationId, Guid.NewGuid(), cancellationToken);
    }

    /// <summary>Whether a database is, or before it was retired was, an organization's; false when it is not there or does not say.</summary>
    public static async Task<bool> IsOfAsync(
        this DatabaseServer server, string name, Guid organizationId, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await server.OpenAsync(name, cancellationToken);
            return await connection.AskAsync<bool>(
                "select exists (select from public.org_owner where $1 in (organization_id, owner_token))", cancellationToken, organizationId);
        }
        catch (PostgresException silent) when (silent.SqlState
            is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            return false;
        }
    }

    private static Task<long?> ReplaceOwnerAsync(NpgsqlConnection connection, Guid[] before, Guid after, Guid token, CancellationToken cancellationToken) =>
        connection.AskAsync<long?>(
            "update public.org_owner set organization_id = $2, owner_token = $3, epoch = epoch + 1 where organization_id = any($1) returning epoch",
            cancellationToken, before, after, token);
}
