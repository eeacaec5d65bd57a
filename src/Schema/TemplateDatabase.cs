using System.Globalization;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// The database that organizations' databases are copied from: migrated, and closed to connections, as PostgreSQL copies no
/// database that somebody is connected to. It is built under another name, so that a crash leaves no half-built template.
/// </summary>
internal sealed class TemplateDatabase(DatabaseServer server, MigrationSet migrations)
{
    internal string Name { get; } =
        string.Create(CultureInfo.InvariantCulture, $"braidmgr_template_{migrations.Version}_{migrations.Fingerprint}");

    private string BuildName => "building_" + Name;

    internal async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenMaintenanceAsync(cancellationToken);
        return await EnsureAsync(connection, cancellationToken);
    }

    internal async Task<string> EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, cancellationToken))
        {
            await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Server, cancellationToken);
            if (!await ExistsAsync(connection, cancellationToken))
            {
                await BuildAsync(connection, cancellationToken);
            }
        }

        return Name;
    }

    private Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.AskAsync<bool>("select exists (select from pg_database where datname = $1)", cancellationToken, Name);

    private async Task BuildAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // What a build that died left behind: nobody else builds, we hold the lock.
        await connection.RunAsync($"drop database if exists {BuildName} with (force)", cancellationToken);
        await connection.RunAsync(
            $"create database {BuildName} owner {Roles.Owner} template template0 encoding 'UTF8'", cancellationToken);
        await connection.RunAsync($"revoke all on database {BuildName} from public", cancellationToken);
        await new Migrator(migrations).ApplyAsync(server.ConnectionString(BuildName), null, cancellationToken);
        await connection.RunAsync($"alter database {BuildName} allow_connections false is_template true", cancellationToken);
        await connection.RunAsync($"alter database {BuildName} rename to {Name}", cancellationToken);
    }
}
