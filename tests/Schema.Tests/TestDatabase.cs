using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>A database that belongs to one test or one class of tests, dropped at the end.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresServer _postgres;

    private TestDatabase(PostgresServer postgres, string name) => (_postgres, Name) = (postgres, name);

    internal string Name { get; }

    internal Guid OrganizationId { get; private init; }

    internal string OwnerConnectionString => With(Name).ConnectionString;

    internal static async Task<DatabaseServer> ServerAsync()
    {
        var server = new DatabaseServer((await PostgresServer.Shared).ConnectionString);
        await server.EnsureRolesAsync(PostgresServer.AppPassword);
        return server;
    }

    /// <summary>An organization's database as provisioning makes it.</summary>
    internal static async Task<TestDatabase> OrgAsync()
    {
        var server = await ServerAsync();
        var database = new TestDatabase(await PostgresServer.Shared, NewOrgName()) { OrganizationId = Guid.NewGuid() };
        await server.CreateDatabaseAsync(database.Name);
        await server.StampOrganizationAsync(database.Name, database.OrganizationId);
        return database;
    }

    /// <summary>A central database as set-up makes it.</summary>
    internal static async Task<TestDatabase> CentralAsync()
    {
        var database = new TestDatabase(await PostgresServer.Shared, "braidmgr_central_" + Suffix());
        await new CentralSetup(database.OwnerConnectionString, PostgresServer.AppPassword).RunAsync();
        return database;
    }

    /// <summary>A database without tables, owned by <c>braid_owner</c>.</summary>
    internal static async Task<TestDatabase> EmptyAsync()
    {
        await ServerAsync();
        var database = new TestDatabase(await PostgresServer.Shared, "braidmgr_empty_" + Suffix());
        await using var connection = await OpenAsync(database.With("postgres"));
        await connection.RunAsync($"create database {database.Name} owner braid_owner template template0", default);
        return database;
    }

    internal static string NewOrgName() => "braidmgr_org_" + Suffix();

    /// <summary>A connection as the serving role.</summary>
    internal Task<NpgsqlConnection> AsAppAsync()
    {
        var builder = With(Name);
        (builder.Username, builder.Password) = (Roles.App, PostgresServer.AppPassword);
        return OpenAsync(builder);
    }

    /// <summary>A connection as the owner of the tables.</summary>
    internal async Task<NpgsqlConnection> AsOwnerAsync()
    {
        var connection = await AsSuperuserAsync();
        await connection.RunAsync($"set role {Roles.Owner}", default);
        return connection;
    }

    internal Task<NpgsqlConnection> AsSuperuserAsync() => OpenAsync(With(Name));

    public async ValueTask DisposeAsync()
    {
        if (!PostgresServer.IsThrownAway)
        {
            await using var connection = await OpenAsync(With("postgres"));
            await connection.RunAsync($"drop database if exists {Name} with (force)", default);
        }
    }

    private static string Suffix() => Guid.NewGuid().ToString("N")[..12];

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder builder)
    {
        var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private NpgsqlConnectionStringBuilder With(string database) =>
        new(_postgres.ConnectionString) { Database = database, Pooling = false, IncludeErrorDetail = true };
}

/// <summary>One organization's database for a class of tests.</summary>
public sealed class OrgFixture : IAsyncLifetime
{
    internal TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync() => Database = await TestDatabase.OrgAsync();

    public async Task DisposeAsync() => await Database.DisposeAsync();
}

/// <summary>One central database for a class of tests.</summary>
public sealed class CentralFixture : IAsyncLifetime
{
    internal TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync() => Database = await TestDatabase.CentralAsync();

    public async Task DisposeAsync() => await Database.DisposeAsync();
}
