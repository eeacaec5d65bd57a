using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>A host that moves an organization to another server is killed at every step, while people write: the run goes on by itself, and in the end one place serves and has all.</summary>
[Collection(FaultServer.Name)]
public sealed class MoverKilledTests(FaultServer server) : IAsyncLifetime
{
    private const string Password = "Passw0rd-of-operators";

    private PostgresServer _second = null!;
    private Installation _installation = null!;
    private HttpClient _admin = null!;

    private Organization Organization => _installation.Organizations[0];

    public async Task InitializeAsync()
    {
        _second = await PostgresServer.StartNewAsync();
        _installation = await Installation.StartAsync(
            server, organizations: 1, settings: ("BRAID__POSTGRES__SERVERS__SECOND__CONNECTIONSTRING", _second.ConnectionString));
        await new OperatorAccounts(_installation.Central).CreateAsync("ops@example.com", new PasswordHasher<object>().HashPassword(new object(), Password));
        _admin = new HttpClient { BaseAddress = _installation.Host.Admin, Timeout = TimeSpan.FromSeconds(30) };
        await SignIn();
        using var added = await _admin.PostAsJsonAsync("/admin/servers", new { name = "second", region = "local", host = "127.0.0.1", port = PortOf(_second) });
        added.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
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
            await Moment(run, step);
            _installation.Conduct.HostGoneFrom = DateTime.MinValue;
            await _installation.Host.KillAsync();
            await load.StopAsync();
            await _installation.Host.StartAsync();
            _installation.Conduct.HostGoneFrom = DateTime.MaxValue;
            load.Start();
            var ended = await End(run);
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
        var (database, named) = await Central();
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

    private async Task<(string Database, string Server)> Central()
    {
        await using var source = NpgsqlDataSource.Create(_installation.Central + ";Pooling=false");
        await using var command = source.CreateCommand("select o.database_name, s.name, o.status from organizations o join database_servers s on s.id = o.database_server_id");
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return (row.GetString(0), row.GetString(1));
    }

    private async Task Moment(string run, string? step)
    {
        if (step is null)
        {
            await Task.Delay(Random.Shared.Next(50, 2500));
            return;
        }

        for (var i = 0; i < 3000 && !HasBegun(await Look(run), step); i++)
        {
            await Task.Delay(2);
        }
    }

    private static bool HasBegun(JsonElement run, string step) =>
        run.GetProperty("steps").EnumerateArray().Any(s => s.GetProperty("name").GetString() == step && s.GetProperty("state").GetString() is "running" or "done");

    private async Task<string> Order(string place)
    {
        await SignIn();
        var slug = (await Central()).Database["braidmgr_org_".Length..][..13];
        using var answer = await _admin.PostAsJsonAsync($"/admin/orgs/{slug}/move", new { server = place });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> End(string run)
    {
        var now = await Look(run);
        for (var i = 0; i < 900 && now.GetProperty("state").GetString() is "running" or "waiting"; i++)
        {
            await Task.Delay(100);
            now = await Look(run);
        }

        return now;
    }

    private Task<JsonElement> Look(string run) => _admin.GetFromJsonAsync<JsonElement>($"/admin/runs/{run}");

    private async Task SignIn()
    {
        using var answer = await _admin.PostAsJsonAsync("/admin/login", new { email = "ops@example.com", password = Password });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static int PortOf(PostgresServer postgres) => new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port;
}
