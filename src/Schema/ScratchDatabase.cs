namespace BraidMgr.Schema;

/// <summary>
/// An empty database to build a schema in and look at it; gone when disposed. One at a time on a server: whoever makes one removes
/// what a crash left of an earlier one.
/// </summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private const string Prefix = "braidmgr_scratch_";

    private readonly DatabaseServer _server;
    private readonly Npgsql.NpgsqlConnection _maintenance;
    private readonly AdvisoryLock _single;

    private ScratchDatabase(DatabaseServer server, Npgsql.NpgsqlConnection maintenance, AdvisoryLock single, string name) =>
        (_server, _maintenance, _single, Name) = (server, maintenance, single, name);

    /// <summary>Its name.</summary>
    internal string Name { get; }

    /// <summary>Where it is, with the owner's credentials.</summary>
    internal string ConnectionString => _server.ConnectionString(Name);

    /// <summary>Makes one, owned by <c>braid_owner</c>.</summary>
    internal static async Task<ScratchDatabase> CreateAsync(DatabaseServer server, CancellationToken cancellationToken)
    {
        var maintenance = await server.OpenMaintenanceAsync(cancellationToken);
        try
        {
            var single = await AdvisoryLock.TakeAsync(maintenance, AdvisoryLock.Scratch, cancellationToken);
            var scratch = new ScratchDatabase(server, maintenance, single, Prefix + Guid.NewGuid().ToString("N")[..12]);
            await scratch.DropAllAsync(cancellationToken);
            await maintenance.RunAsync($"create database {scratch.Name} owner {Roles.Owner} template template0 encoding 'UTF8'", cancellationToken);
            await maintenance.RunAsync($"revoke all on database {scratch.Name} from public", cancellationToken);
            return scratch;
        }
        catch
        {
            await maintenance.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _maintenance.RunAsync($"drop database if exists {Name} with (force)", CancellationToken.None);
        await _single.DisposeAsync();
        await _maintenance.DisposeAsync();
    }

    private async Task DropAllAsync(CancellationToken cancellationToken)
    {
        var left = await _maintenance.AskAsync<string[]>(
            "select array(select datname::text from pg_database where starts_with(datname, $1))", cancellationToken, Prefix);
        foreach (var name in left!)
        {
            await _maintenance.RunAsync($"drop database if exists {DatabaseName.Quoted(name)} with (force)", cancellationToken);
        }
    }
}
