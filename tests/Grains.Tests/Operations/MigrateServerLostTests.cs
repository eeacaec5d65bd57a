using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>A server that is lost while its databases are migrated is waited for: none of them fails by it.</summary>
[Trait("Category", "Long")]
public sealed class MigrateServerLostTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private GrainsHost _host = null!;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _host = new GrainsHost(_server);
        await _host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Databases_of_a_server_that_comes_back_are_migrated()
    {
        OldOrganization[] all = [await OldOrganization.MakeAsync(_host), await OldOrganization.MakeAsync(_host)];
        var id = Guid.CreateVersion7();
        await using (await all.MinBy(o => o.Slug, StringComparer.Ordinal)!.ExecuteAsync(_host, "begin; lock table schema_migrations in access exclusive mode"))
        {
            await Start(id, all);
            await _host.SomebodyWaits();
            await _server.KillAsync();
        }

        await Eventually.Holds(async () => (await _host.Grains.Run(id).Look(0)).Steps.Any(s => s.Message?.EndsWith("It is tried again.", StringComparison.Ordinal) == true));
        await _server.StartAsync();

        var run = await _host.EndOf(id);
        run.State.ShouldBe(RunState.Done, string.Join("; ", run.Steps.Select(s => $"{s.Name}: {s.Message}")));
        run.Total.ShouldBe(all.Length);
        run.Steps.ShouldAllBe(s => s.Message!.Contains("verified; applied"));
    }

    private async Task Start(Guid id, OldOrganization[] all)
    {
        var order = new MigrateOrgs(null, 1, [.. all.Select(o => o.Slug)], null, DryRun: false, Central: false);
        await _host.Grains.Runs().Start(new RunOrder(
            id, MigrateOrgsRun.Name, MigrateOrgsRun.Subject, JsonSerializer.Serialize(order, OperationsJson.Default.MigrateOrgs), "tests", null, "corr"));
    }
}
