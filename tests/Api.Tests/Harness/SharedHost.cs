namespace BraidMgr.Api.Tests.Harness;

/// <summary>The host that tests share which do not stop or change it: <c>[Collection(SharedHost.Name)]</c>.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    /// <summary>The collection's name.</summary>
    public const string Name = "shared host";

    /// <summary>The host.</summary>
    public BraidHost Host { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() =>
        // Nearly every test registers somebody, whose database is made while the test before runs.
        Host = await BraidHost.StartAsync(settings: ("BRAID__PROVISIONING__SPAREDATABASES", "3"));

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>Somebody with an organization of their own.</summary>
    public Task<Person> Someone() => Person.RegisterAsync(Host);
}

/// <summary>Binds the shared host to its collection.</summary>
[CollectionDefinition(SharedHost.Name)]
public sealed class SharedHostCollection : ICollectionFixture<SharedHost>;
