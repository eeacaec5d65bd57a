using BraidMgr.Api.Tests.Harness;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>A host and two real PostgreSQL servers; of the second, region north, it knows the credentials and nothing else until it is taken in.</summary>
public sealed class TwoServers : IAsyncLifetime
{
    /// <summary>The collection's name.</summary>
    public const string Name = "two servers";

    /// <summary>The host; its first server is called default, of region local.</summary>
    public BraidHost Host { get; private set; } = null!;

    /// <summary>The second server.</summary>
    public PostgresServer Second { get; private set; } = null!;

    /// <summary>An operator.</summary>
    public Operator Operator { get; private set; } = null!;

    /// <summary>The second server's port.</summary>
    public int Port => new NpgsqlConnectionStringBuilder(Second.ConnectionString).Port;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Second = await PostgresServer.StartNewAsync();
        Host = await BraidHost.StartAloneAsync(
            ("BRAID__PROVISIONING__REGION", "local"), ("BRAID__POSTGRES__SERVERS__ANY__CONNECTIONSTRING", Second.ConnectionString), ("BRAID__POSTGRES__SERVERS__ANY__APPPASSWORD", "another-password"));
        Operator = await Operator.SignInAsync(Host);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        Operator.Dispose();
        await Host.DisposeAsync();
        await Second.DisposeAsync();
    }

    /// <summary>Takes the second server in, unless it is, and opens it.</summary>
    public async Task TakeInAsync()
    {
        var there = (await Operator.Api.Get("/admin/servers")).Ok();
        if (there["total"] == "1")
        {
            (await Operator.Api.Post("/admin/servers", new { name = "second", region = "north", host = "127.0.0.1", port = Port })).Ok();
        }

        (await Operator.Api.Post("/admin/servers/second/open")).Ok();
    }

    /// <summary>Where an organization is.</summary>
    public async Task<string> ServerOf(string slug) => (await Operator.Api.Get($"/admin/orgs/{slug}")).Ok()["server"];

    /// <summary>The databases of a server whose names begin with a word.</summary>
    public static async Task<List<string>> DatabasesOn(PostgresServer server, string prefix)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var list = new NpgsqlCommand("select datname from pg_database where starts_with(datname, $1)", connection) { Parameters = { new() { Value = prefix } } };
        await using var rows = await list.ExecuteReaderAsync();
        var names = new List<string>();
        while (await rows.ReadAsync())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    /// <summary>Waits for the end of a run that was just ordered.</summary>
    public Task<ApiAnswer> End(ApiAnswer started) => Operator.EndOf(started);
}

/// <summary>Binds the two servers to their collection.</summary>
[CollectionDefinition(TwoServers.Name)]
public sealed class TwoServersCollection : ICollectionFixture<TwoServers>;
