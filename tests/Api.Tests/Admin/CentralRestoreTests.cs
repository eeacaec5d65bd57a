using BraidMgr.Api.Tests.Harness;
using Npgsql;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>The central database is restored in its place while no host runs.</summary>
[Trait("Category", "Long")]
public sealed class CentralRestoreTests : IAsyncLifetime
{
    private readonly string _objects = Directory.CreateTempSubdirectory("braidmgr-central-").FullName;
    private BraidHost _host = null!;
    private Operator _operator = null!;

    public async Task InitializeAsync()
    {
        _host = await BraidHost.StartAloneAsync(("BRAID__STORAGE__DIRECTORY", _objects));
        _operator = await Operator.SignInAsync(_host);
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _host.DisposeAsync();
    }

    [Fact, Trait("Category", "Long")]
    public async Task What_was_lost_is_back_and_no_access_that_was_taken_away_since_even_where_the_live_one_is_gone_nothing_else_is_lost()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        using var removed = await Person.RegisterAsync(_host);
        (await owner.Api.Post("orgs/current/members", new { email = removed.Email, org_role = "member" })).Ok();
        using var disabled = await Operator.SignInAsync(_host);
        var project = await owner.CreateProjectAsync();
        var backup = await BackUp();
        (await owner.Api.Delete($"orgs/current/members/{removed.Id}")).Ok();
        await _host.ExecuteAsync($"update operators set disabled_at = now() where id = '{disabled.Id}'; update organizations set name = 'spoilt', settings = '[]'");

        (await Restore(backup)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("stop the hosts"));
        await _host.StopAsync();
        (await Restore("none")).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("no backup none"), r => r.Output.ShouldContain(backup, customMessage: "no host could list them now"));
        (await CentralRestore()).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldContain("--at"), r => r.Output.ShouldContain(backup));
        var done = await Restore(backup);
        done.Code.ShouldBe(0, done.Error);
        done.Output.ShouldContain("nobody has access again");
        await _host.StartAsync();

        (await owner.Api.Get("projects")).Code.ShouldBe(401, "everybody signs in anew");
        await SignIn(owner);
        (await owner.Api.Get("orgs/current")).Ok()["name"].ShouldBe(slug);
        (await owner.Api.Get($"projects/{project.Id}")).Ok();
        await SignIn(removed);
        (await removed.Api.Post("auth/switch-org", new { org_id = owner.OrganizationId })).Code.ShouldBe(404);
        (await disabled.Api.Post("/admin/login", new { email = disabled.Email, password = Some.Password })).Code.ShouldBe(401);
        await _operator.LoginAsync();
        (await _operator.Api.Get("/admin/runs")).Ok()["total"].ShouldBe("0", "long work of that time is over");

        await _host.StopAsync();
        await DropCentral();
        var again = await Restore(backup);
        again.Code.ShouldBe(0, again.Error);
        again.Output.ShouldContain("could not be read");
        await _host.StartAsync();
        await SignIn(owner);
        (await owner.Api.Get($"projects/{project.Id}")).Ok();
    }

    [Fact]
    public async Task What_is_under_way_in_the_live_one_is_not_forgotten_unless_that_is_forced_and_then_it_is_told()
    {
        var (leaving, moving, closing) = (Some.Slug(), Some.Slug(), Some.Slug());
        foreach (var slug in new[] { leaving, moving, closing })
        {
            using var owner = await Person.RegisterAsync(_host, slug: slug);
        }

        var backup = await BackUp();
        (await _operator.Api.Post($"/admin/orgs/{leaving}/delete", new { grace_hours = 24 })).Code.ShouldBe(202);
        await _host.StopAsync();
        await _host.ExecuteAsync($"update organizations set status = 'moving' where slug = '{moving}'");
        await _host.ExecuteAsync($"update organizations set status = 'deleting' where slug = '{closing}'");
        string[] underWay = [$"delete of organization {leaving}", $"organization {moving} is being moved", $"organization {closing} ("];

        var refused = await Restore(backup);
        refused.Code.ShouldBe(1, refused.Output);
        underWay.ShouldAllBe(what => refused.Error.Contains(what, StringComparison.Ordinal), refused.Error);

        var forced = await Restore(backup, "--force");
        forced.Code.ShouldBe(0, forced.Error);
        underWay.ShouldAllBe(what => forced.Output.Contains(what, StringComparison.Ordinal), forced.Output);
        forced.Output.ShouldContain("forgotten: run");
    }

    private static async Task SignIn(Person who) => who.Take(await who.Api.Post("auth/login", new { email = who.Email, password = Some.Password }));

    private async Task<string> BackUp()
    {
        var run = await _operator.EndOf(await _operator.Api.Post("/admin/central/backups"));
        run["state"].ShouldBe("done", run.Text);
        return (await _operator.Api.Get("/admin/central/backups")).Ok().Json.GetProperty("backups")[0].GetProperty("id").GetString()!;
    }

    private Task<Braidmgr> Restore(string id, params string[] options) => CentralRestore(["--at", id, .. options]);

    private Task<Braidmgr> CentralRestore(params string[] options) => Braidmgr.RunAsync(
        new Dictionary<string, string>
        {
            ["BRAID__CENTRAL__CONNECTIONSTRING"] = _host.CentralConnectionString,
            ["BRAID__STORAGE__DIRECTORY"] = _objects,
            ["BRAID__KEYS__MASTER"] = Convert.ToBase64String(new byte[32]),
        },
        ["central", "restore", .. options]);

    private async Task DropCentral()
    {
        await using var connection = new NpgsqlConnection(_host.Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        var name = new NpgsqlConnectionStringBuilder(_host.CentralConnectionString).Database;
        await using var drop = new NpgsqlCommand($"drop database {name} with (force)", connection);
        await drop.ExecuteNonQueryAsync();
    }
}
