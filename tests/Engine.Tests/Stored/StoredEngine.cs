using BraidMgr.Schema;
using BraidMgr.Silo.Hosting;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Engine.Tests;

/// <summary>A host whose engine keeps grain state in a central database of its own.</summary>
public sealed class StoredEngine : EngineHost
{
    private readonly string _database = "braidmgr_central_" + Guid.NewGuid().ToString("N")[..12];
    private string _server = "";
    private string _central = "";

    public override async Task InitializeAsync()
    {
        _server = (await PostgresServer.Shared).ConnectionString;
        var owner = new NpgsqlConnectionStringBuilder(_server) { Database = _database }.ConnectionString;
        var setup = new CentralSetup(owner, PostgresServer.AppPassword);
        await setup.RunAsync();
        _central = setup.AppConnectionString;
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (!PostgresServer.IsThrownAway)
        {
            await AskAsync(_server, $"drop database {_database} with (force)");
        }
    }

    /// <summary>Runs a statement in the central database, as somebody else than the silo, and returns its one value.</summary>
    public Task<object?> AskAsync(string sql) => AskAsync(_central, sql);

    protected override void Configure(EngineOptions options)
    {
        base.Configure(options);
        options.ClusterId = _database;
        options.ConnectionString = _central;
    }

    private static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
