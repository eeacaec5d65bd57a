using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>A host that moves an organization to another server is killed at every step, while people write: the run goes on by itself, and in the end one place serves and has all.</summary>
[Collection(FaultServer.Name)]
public sealed class MoverKilledTests(FaultServer server) : IAsyncLifetime
{
    private PostgresServer _second = null!;
    private Installation _installation = null!;
    private Operator _operator = null!;

    private Organization Organization => _installation.Organizations[0];

    public async Task InitializeAsync()
    {
        _second = await PostgresServer.StartNewAsync();
        _installation = await Installation.StartAsync(
            server, organizations: 1, settings: ("BRAID__POSTGRES__SERVERS__SECOND__CONNECTIONSTRING", _second.ConnectionString));
        _operator = await Operator.OfAsync(_installation);
        await _operator.PostAsync(
            "/admin/servers", new { name = "second", region = "local", host = "127.0.0.1", port = PortOf(_second) }, System.Net.HttpStatusCode.Created);
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _installation.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact, Trait("Category", "Long")]
    public Task Killed_while_it_copies_and_at_the_swap() => KillAndConverge("copy it and compare", "swap");

    [Fact, Trait("Category", "Full")]
    public Task Killed_at_every_step() => KillAndConverge("copy it and compare", "follow what changes", "swap", "drop the old database");

    [Fact, Trait("Category", "Full")]
    public Task Killed_at_six_moments() => KillAndConverge([.. Enumerable.Repeat<string?>(null, 6)]);

    [Fact, Trait("Category", "Full")]
    public Task Killed_at_fifty_moments() => KillAndConverge([.. Enumerable.Repeat<string?>(null, 50)]);

    // Nobody can read the stamp meanwhile, so that neither the pause nor its undoing gets on.
    [Fact, Trait("Category", "Long")]
    public async Task Cancelled_in_the_pause_and_killed_before_that_is_undone()
    {
        await using var load = new ItemLoad(_installation);
        load.With(_installation.Client, writers: 2);
        string run;
        await using (await Organization.Hold("lock table org_owner in access exclusive mode"))
        {
            run = await Order("second", pause: true);
            await Eventually.Holds(async () => (await Central()).Status == "moving");
            await _operator.PostAsync($"/admin/runs/{run}/cancel", new { }, System.Net.HttpStatusCode.OK);
            _installation.Conduct.HostGoneFrom = DateTime.MinValue;
            await _installation.Host.KillAsync();
        }

        await _installation.Host.StartAsync();
        _installation.Conduct.HostGoneFrom = DateTime.MaxValue;

        (await _operator.EndAsync(run)).GetProperty("state").GetString().ShouldBe("cancelled");
        (await Central()).Status.ShouldBe("active");
        load.Start();
        await load.ProgressAsync();
        await load.StopAsync();
        await load.SettleAsync();
        await OnePlaceServes("default");
        await Truth.HoldsAsync(_installation, load);
    }

    // Each kill in a move of its own, there and back again.
    private async Task KillAndConverge(params string?[] steps)
    {
        await using var load = new ItemLoad(_installation);
        load.With(_installation.Client, writers: 6);
        var place = "default";
        foreach (var step in steps)
        {
            place = place == "default" ? "second" : "default";
            load.Start();
            await load.ProgressAsync();
            var run = await Order(place);
            await _operator.MomentAsync(run, step);
            _installation.Conduct.HostGoneFrom = DateTime.MinValue;
            await _installation.Host.KillAsync();
            await load.StopAsync();
            await _installation.Host.StartAsync();
            _installation.Conduct.HostGoneFrom = DateTime.MaxValue;
            load.Start();
            var ended = await _operator.EndAsync(run);
            ended.GetProperty("state").GetString().ShouldBe("done", ended.ToString());
            await load.ProgressAsync();
            await load.StopAsync();
            await load.SettleAsync();
            await OnePlaceServes(place);
            await Truth.HoldsAsync(_installation, load);
            await Truth.IsToldByAsync(_installation, _installation.Client);
        }
    }

    private async Task OnePlaceServes(string place)
    {
        var (database, named, _) = await Central();
        named.ShouldBe(place);
        var here = place == "second" ? _second : server.Postgres;
        var all = (await Stamped(_second)).Select(s => (Server: _second, s.Database, s.Organization))
            .Concat((await Stamped(server.Postgres)).Select(s => (Server: server.Postgres, s.Database, s.Organization))).ToList();
        all.Where(s => s.Organization == Organization.Id).ShouldBe([(here, database, (Guid?)Organization.Id)]);
        all.Count.ShouldBe(1, "nothing is left: " + string.Join(", ", all.Select(s => s.Database)));
        await _installation.LookAtAsync(Organization, new NpgsqlConnectionStringBuilder(here.ConnectionString) { Database = database }.ConnectionString);
    }

    // Every database that was this organization's, and whose it says it is.
    private async Task<List<(string Database, Guid? Organization)>> Stamped(PostgresServer where)
    {
        var databases = new DatabaseServer(where.ConnectionString);
        var slug = (await Central()).Database[..("braidmgr_org_o".Length + 12)];
        var found = new List<(string, Guid?)>();
        foreach (var name in (await databases.ListOrgDatabasesAsync()).Where(n => n.StartsWith(slug, StringComparison.Ordinal)))
        {
            found.Add((name, await databases.ReadOrganizationIdAsync(name)));
        }

        return found;
    }

    private async Task<(string Database, string Server, string Status)> Central()
    {
        await using var source = NpgsqlDataSource.Create(_installation.Central + ";Pooling=false");
        await using var command = source.CreateCommand("select o.database_name, s.name, o.status from organizations o join database_servers s on s.id = o.database_server_id");
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return (row.GetString(0), row.GetString(1), row.GetString(2));
    }

    private async Task<string> Order(string place, bool pause = false)
    {
        await _operator.SignInAsync();
        var slug = (await Central()).Database["braidmgr_org_".Length..][..13];
        return await _operator.OrderAsync($"/admin/orgs/{slug}/move", new { server = place, with_pause = pause });
    }

    private static int PortOf(PostgresServer postgres) => new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port;
}
