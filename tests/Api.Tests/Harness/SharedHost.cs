namespace BraidMgr.Api.Tests.Harness;

/// <summary>
/// The one host of the tests that do not stop or change it: <c>IClassFixture&lt;SharedHost&gt;</c>. Their classes run side by side, each test
/// with people and organizations of its own. It ends with the test process.
/// </summary>
public sealed class SharedHost : IAsyncLifetime
{
    // Nearly every test registers somebody, whose database is made while the test before runs.
    private static readonly Lazy<Task<BraidHost>> Shared = new(() => BraidHost.StartAsync(settings: ("BRAID__PROVISIONING__SPAREDATABASES", "3")));

    /// <summary>The host.</summary>
    public BraidHost Host { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => Host = await Shared.Value;

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Somebody with an organization of their own.</summary>
    public Task<Person> Someone() => Person.RegisterAsync(Host);
}
