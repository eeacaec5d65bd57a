using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>One organization's database on the shared server, and owners of it as two activations would be.</summary>
public sealed class OrgDatabaseFixture : IAsyncLifetime
{
    private readonly string _name = $"braidmgr_org_t{Guid.NewGuid():N}"[..40];
    private DatabaseServer _server = null!;

    /// <summary>Whose database it is.</summary>
    public Guid OrganizationId { get; } = Guid.NewGuid();

    /// <summary>A pool of the database's owner, to look at what is stored.</summary>
    public NpgsqlDataSource Owner { get; private set; } = null!;

    private string AppConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString(_name))
    {
        Username = "braid_app",
        Password = PostgresServer.AppPassword,
        Pooling = false,
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 2,
        // No server is lost here, and thousands of commits need not wait for the disk.
        Options = "-c synchronous_commit=off",
    }.ConnectionString;

    public async Task InitializeAsync()
    {
        _server = new DatabaseServer((await PostgresServer.Shared).ConnectionString);
        await _server.EnsureRolesAsync(PostgresServer.AppPassword);
        await _server.EnsureTemplateAsync();
        await _server.CreateDatabaseAsync(_name);
        await _server.StampOrganizationAsync(_name, OrganizationId);
        Owner = NpgsqlDataSource.Create(_server.ConnectionString(_name));
    }

    public async Task DisposeAsync()
    {
        await Owner.DisposeAsync();
        await _server.DropDatabaseAsync(_name);
    }

    /// <summary>Opens the database as braid_app and takes ownership.</summary>
    internal async Task<OrgDatabase> Own(PoolOptions? options = null, Guid? organizationId = null)
    {
        var database = new OrgDatabase(Pool(new ConnectionBudget("test", 20), options), organizationId ?? OrganizationId, options ?? new PoolOptions(), NullLogger.Instance);
        await database.TakeOwnership(CancellationToken.None);
        return database;
    }

    /// <summary>A pool of the database as braid_app.</summary>
    internal ConnectionPool Pool(ConnectionBudget budget, PoolOptions? options = null)
    {
        var builder = new NpgsqlDataSourceBuilder(AppConnectionString);
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return new ConnectionPool(builder.Build(), budget, options ?? new PoolOptions());
    }

    /// <summary>The rows of a query, each as one text.</summary>
    internal async Task<List<string>> Rows(string sql, params object[] values)
    {
        await using var command = Owner.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
        }

        return rows;
    }
}
