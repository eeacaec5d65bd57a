using System.Globalization;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// Copies of the template that wait to become an organization's database: taking one is a rename, which takes milliseconds where a
/// copy takes tenths of a second. Their names carry the version and the content of the migrations, so that a host takes only what it
/// would have built itself.
/// </summary>
public sealed class SpareDatabases
{
    private const string Prefix = "braidmgr_spare_";

    // What a crash left half made: it becomes a spare only once it is whole.
    private const string Unfinished = "building_" + Prefix;

    private readonly DatabaseServer _server;
    private readonly MigrationSet _migrations;

    internal SpareDatabases(DatabaseServer server, MigrationSet migrations) => (_server, _migrations) = (server, migrations);

    private string OwnPrefix => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_migrations.Version}_{_migrations.Fingerprint}_");

    /// <summary>How many there are for this build.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        return (await NamesAsync(connection, OwnPrefix, cancellationToken)).Length;
    }

    /// <summary>Makes as many as are missing; answers how many. Several hosts may do it at once: one does.</summary>
    public async Task<int> FillAsync(int wanted, CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        await _server.EnsureTemplateAsync(connection, cancellationToken);
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Spares, cancellationToken);
        await DropAsync(connection, await NamesAsync(connection, Unfinished, cancellationToken), cancellationToken);
        var made = 0;
        for (var there = (await NamesAsync(connection, OwnPrefix, cancellationToken)).Length; there + made < wanted; made++)
        {
            await MakeAsync(connection, cancellationToken);
        }

        return made;
    }

    /// <summary>Drops those of other builds, and answers how many: once, when a host starts; one of the version before makes its own anew.</summary>
    public async Task<int> DropOthersAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Spares, cancellationToken);
        var others = (await NamesAsync(connection, Prefix, cancellationToken)).Where(n => !n.StartsWith(OwnPrefix, StringComparison.Ordinal)).ToArray();
        await DropAsync(connection, others, cancellationToken);
        return others.Length;
    }

    /// <summary>Drops all, also those of other builds, and answers how many: of a server that shall have none.</summary>
    public async Task<int> DropAllAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Spares, cancellationToken);
        var all = await NamesAsync(connection, Prefix, cancellationToken);
        await DropAsync(connection, all, cancellationToken);
        return all.Length;
    }

    /// <summary>Makes one the database of this name; false when there is none.</summary>
    /// <exception cref="PostgresException">SQLSTATE 42P04: a database of that name is there already.</exception>
    internal async Task<bool> TakeAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        foreach (var spare in await NamesAsync(connection, OwnPrefix, cancellationToken))
        {
            try
            {
                await connection.RunAsync($"alter database {DatabaseName.Quoted(spare)} rename to {DatabaseName.Quoted(name)}", cancellationToken);
                return true;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ObjectInUse)
            {
                // Somebody else took it, or looks at it: the next one.
            }
        }

        return false;
    }

    private async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N")[..12];
        await _server.CopyTemplateAsync(connection, Unfinished + id, cancellationToken);
        await DatabaseServer.OpenToAppAsync(connection, Unfinished + id, cancellationToken);
        await connection.RunAsync($"alter database {Unfinished}{id} rename to {OwnPrefix}{id}", cancellationToken);
    }

    private static async Task DropAsync(NpgsqlConnection connection, string[] names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await connection.RunAsync($"drop database if exists {DatabaseName.Quoted(name)} with (force)", cancellationToken);
        }
    }

    // In any order: of many who take one at once, few want the same.
    private static async Task<string[]> NamesAsync(NpgsqlConnection connection, string prefix, CancellationToken cancellationToken) =>
        (await connection.AskAsync<string[]>(
            "select array(select datname::text from pg_database where starts_with(datname, $1) order by random())", cancellationToken, prefix))!;
}
