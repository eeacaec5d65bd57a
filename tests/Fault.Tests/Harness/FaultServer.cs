using BraidMgr.Testing;
using Npgsql;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace BraidMgr.Fault.Tests.Harness;

/// <summary>A PostgreSQL that these tests may stop and kill; each leaves it running.</summary>
public sealed class FaultServer : IAsyncLifetime
{
    public const string Name = "a server that may be killed";

    public PostgresServer Postgres { get; private set; } = null!;

    /// <summary>Its port on loopback.</summary>
    public int Port => new NpgsqlConnectionStringBuilder(Postgres.ConnectionString).Port;

    public async Task InitializeAsync() => Postgres = await PostgresServer.StartNewAsync();

    public async Task DisposeAsync() => await Postgres.DisposeAsync();
}

[CollectionDefinition(FaultServer.Name)]
public sealed class FaultServerCollection : ICollectionFixture<FaultServer>;
