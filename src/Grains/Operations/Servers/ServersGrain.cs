using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Grains.Operations.Servers;

/// <summary>The database servers: one call after the other, so that no address is taken in twice.</summary>
internal sealed class ServersGrain(CentralDatabase central, DatabaseServers servers, SpareKeeper spares, TimeProvider time) : Grain, IServersGrain
{
    private const int OldestPostgres = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<ServerList> List()
    {
        var all = await Task.WhenAll((await central.Run(session => session.Servers())).Select(Look));
        return new ServerList(all, all.Length);
    }

    /// <inheritdoc/>
    public async Task<ServerSummary> Add(AddServer server)
    {
        var row = ServerRules.Read(server);
        if ((await central.Run(session => session.Servers())).Find(s => s.Name == row.Name || (s.Host, s.Port) == (row.Host, row.Port)) is { } other)
        {
            throw Error.Conflict($"Server {other.Name} is at {other.Host}:{other.Port} already.");
        }

        await MakeReady(row);
        await central.Transact(session => session.AddServer(row, time.Now()));
        spares.Taken();
        return await Look(row);
    }

    /// <inheritdoc/>
    public async Task<ServerSummary> Accept(string name, bool accepts)
    {
        if (await central.Transact(session => session.AcceptOrganizations(name, accepts, time.Now())) == 0)
        {
            throw Error.NotFound("server", name);
        }

        spares.Taken();
        return await Look((await central.Run(session => session.Servers())).Find(s => s.Name == name) ?? throw Error.NotFound("server", name));
    }

    /// <inheritdoc/>
    public async Task<MoveOrder> CheckMove(string slug, MoveOrganization move)
    {
        var org = await GrainFactory.AdminOrganizations().Find(slug);
        var to = await Named(move.Server, "server");
        if (org.Server == to.Name)
        {
            throw Error.Conflict($"Organization {slug} is on {to.Name} already.");
        }

        if (org.Status is not ("active" or "suspended" or "moving"))
        {
            throw Error.Conflict($"Organization {slug} is {org.Status}; only one that is active or suspended can be moved.");
        }

        if (org.Region != to.Region && move.AcrossRegions != true)
        {
            throw Error.Invalid("server", $"{to.Name} is of region {to.Region}, and {slug} belongs to {org.Region}; allow it with across_regions");
        }

        return to.HasRoom ? new MoveOrder(slug, to.Name, move.WithPause == true) : throw Error.Conflict($"Server {to.Name} is closed or full.");
    }

    /// <inheritdoc/>
    public async Task<DrainOrder> CheckDrain(string name, DrainServer drain)
    {
        if ((await central.Run(session => session.Servers())).TrueForAll(s => s.Name != name))
        {
            throw Error.NotFound("server", name);
        }

        if (drain.To is not null && (await Named(drain.To, "to")).Name == name)
        {
            throw Error.Invalid("to", "is the server that is to be drained");
        }

        return new DrainOrder(name, drain.To, drain.AcrossRegions == true, drain.WithPause == true);
    }

    private async Task<ServerRow> Named(string? name, string field)
    {
        var all = await central.Run(session => session.Servers());
        return all.Find(s => s.Name == name)
            ?? throw Error.Invalid(field, name is null ? "is required" : $"there is no server {name}; there are {string.Join(", ", all.Select(s => s.Name))}");
    }

    private async Task MakeReady(ServerRow row)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var server = servers.At(row.Host, row.Port);
            await RequireVersion(server, patience.Token);
            await server.EnsureRolesAsync(servers.AppPassword(row.Host, row.Port), patience.Token);
            await server.EnsureTemplateAsync(patience.Token);
            await RequireApp(row, patience.Token);
        }
        catch (Exception error) when (error is NpgsqlException or SchemaException or TimeoutException or OperationCanceledException)
        {
            var reason = error is OperationCanceledException ? $"it was not ready within {Patience.TotalSeconds} s" : RunErrors.Plain(error);
            throw Error.Invalid("host", $"{row.Host}:{row.Port} cannot be used: {reason} (its credentials: Postgres:Servers, else the central server's)");
        }
    }

    private static async Task RequireVersion(DatabaseServer server, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestPostgres)
        {
            throw new SchemaException($"it is PostgreSQL {connection.PostgreSqlVersion}; {OldestPostgres} is the oldest that is known to work");
        }
    }

    // Not every installation lets it into this database: only a password that is refused tells something.
    private async Task RequireApp(ServerRow row, CancellationToken cancellationToken)
    {
        var app = servers.App(row.Host, row.Port, "postgres");
        app.Pooling = false;
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return;
        }
    }

    private async Task<ServerSummary> Look(ServerRow server)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return server.Show(await servers.At(server.Host, server.Port).ConnectionsAsync(patience.Token), null);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return server.Show(null, error is OperationCanceledException ? "it does not answer" : RunErrors.Plain(error));
        }
    }
}
