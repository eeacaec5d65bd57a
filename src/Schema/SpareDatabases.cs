using System.Globalization;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// Copies of the template that wait to become an organization's database: taking one is a rename, which takes milliseconds where a
/// copy takes tenths of a second. Their names carry the version and the content of the migrations, so that a host takes only what it
/// would have built itself; and the id that is stamped into them: whoever takes one gives its organization that id.
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

    /// <summary>The ids of those that there are for this build, in any order.</summary>
    public async Task<IReadOnlyList<Guid>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        return await ListAsync(connection, cancellationToken);
    }

    /// <summary>Makes as many as are missing, and answers all that there are then. Several hosts may do it at once: one does.</summary>
    public async Task<IReadOnlyList<Guid>> FillAsync(int wanted, CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        await _server.EnsureTemplateAsync(connection, cancellationToken);
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Spares, cancellationToken);
        await DropAsync(connection, await NamesAsync(connection, Unfinished, cancellationToken), cancellationToken);
        var there = await ListAsync(connection, cancellationToken);
        while (there.Count < wanted)
        {
            there.Add(await MakeAsync(connection, cancellationToken));
        }

        return there;
    }

    /// <summary>Drops those of other builds, and answers how many: once, when a host starts; one of the version before makes its own anew.</summary>
    public async Task<int> DropOthersAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Spares, cancellationToken);
        var others = (await NamesAsync(connection, Prefix, cancellationToken)).Where(name => IdOf(name) is null).ToArray();
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

    /// <summary>Makes the one with this id the database of a name; false when it is not there any more.</summary>
    /// <exception cref="ArgumentException">As for <see cref="DatabaseServer.CreateDatabaseAsync"/>.</exception>
    /// <exception cref="PostgresException">SQLSTATE 42P04: a database of that name is there already.</exception>
    public async Task<bool> TakeAsync(Guid id, string name, CancellationToken cancellationToken = default)
    {
        DatabaseName.RequireOrg(name);
        await using var connection = await _server.OpenKeptAsync(cancellationToken);
        try
        {
            await connection.RunAsync($"alter database {NameOf(id)} rename to {DatabaseName.Quoted(name)}", cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            return false; // another host took it
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ObjectInUse)
        {
            // Somebody looks at it. Its id is used for another database now, so that it would count as a spare and never be one again.
            await DropAsync(connection, [NameOf(id)], cancellationToken);
            return false;
        }
    }

    private string NameOf(Guid id) => $"{OwnPrefix}{id:N}";

    private Guid? IdOf(string name) =>
        name.StartsWith(OwnPrefix, StringComparison.Ordinal) && Guid.TryParseExact(name.AsSpan(OwnPrefix.Length), "N", out var id) ? id : null;

    private async Task<Guid> MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var unfinished = $"{Unfinished}{id:N}";
        await _server.CopyTemplateAsync(connection, unfinished, cancellationToken);
        await DatabaseServer.OpenToAppAsync(connection, unfinished, cancellationToken);
        await _server.StampOrganizationAsync(unfinished, id, cancellationToken);
        await connection.RunAsync($"alter database {unfinished} rename to {NameOf(id)}", cancellationToken);
        return id;
    }

    private async Task<List<Guid>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. (await NamesAsync(connection, OwnPrefix, cancellationToken)).Select(IdOf).OfType<Guid>()];

    private static async Task DropAsync(NpgsqlConnection connection, string[] names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await connection.RunAsync($"drop database if exists {DatabaseName.Quoted(name)} with (force)", cancellationToken);
        }
    }

    // In any order: of hosts that take one at once, few want the same.
    private static async Task<string[]> NamesAsync(NpgsqlConnection connection, string prefix, CancellationToken cancellationToken) =>
        (await connection.AskAsync<string[]>(
            "select array(select datname::text from pg_database where starts_with(datname, $1) order by random())", cancellationToken, prefix))!;
}
