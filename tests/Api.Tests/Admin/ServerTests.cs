using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>Further database servers are taken in, and organizations live in the region that they are created for.</summary>
[Trait("Category", "Long")]
[Collection(TwoServers.Name)]
public sealed class ServerTests(TwoServers servers)
{
    private ApiClient Api => servers.Operator.Api;

    [Fact]
    public async Task An_organization_of_a_region_lives_on_a_server_of_it_and_is_served_from_there()
    {
        await servers.TakeInAsync();
        using var owner = await Person.RegisterAsync(servers.Host);
        var slug = Some.Slug();

        var made = await Run("org", "create", slug, "--owner", owner.Email, "--region", "north", "--name", "North & Co", "--json");

        made.Code.ShouldBe(0, made.Error);
        (made.Json.GetProperty("server").GetString(), made.Json.GetProperty("name").GetString()).ShouldBe(("second", "North & Co"));
        (await TwoServers.DatabasesOn(servers.Second, "braidmgr_org_" + slug)).Count.ShouldBe(1);
        (await TwoServers.DatabasesOn(servers.Host.Postgres, "braidmgr_org_" + slug)).ShouldBeEmpty();
        owner.Take(await owner.Api.Post("auth/switch-org", new { org_id = made.Json.GetProperty("id").GetGuid() }));
        await owner.CreateItemAsync((await owner.CreateProjectAsync()).Id);
        (await Api.Get("/admin/orgs")).Ok().Json.GetProperty("organizations").EnumerateArray()
            .Single(o => o.GetProperty("slug").GetString() == slug).GetProperty("region").GetString().ShouldBe("north");
    }

    [Fact]
    public async Task A_region_without_room_is_refused_and_nothing_is_left()
    {
        await servers.TakeInAsync();
        using var owner = await Person.RegisterAsync(servers.Host);
        var slug = Some.Slug();
        (await Create(slug, owner.Email, "south")).ShouldFail(400)["message"].ShouldContain("local");
        await servers.Host.ExecuteAsync(
            "update database_servers s set max_organizations = greatest(1, (select count(*) from organizations o where o.database_server_id = s.id)) where name = 'second'");
        await servers.Host.ExecuteAsync(
            "insert into organizations (id, name, slug, database_name, database_server_id, status) "
            + $"select gen_random_uuid(), 'x', '{slug}x', 'braidmgr_org_{slug}x', id, 'suspended' from database_servers where name = 'second'");
        try
        {
            (await Create(slug, owner.Email, "north")).ShouldFail(400)["message"].ShouldContain("region");
        }
        finally
        {
            await servers.Host.ExecuteAsync($"delete from organizations where slug = '{slug}x'");
            await servers.Host.ExecuteAsync("update database_servers set max_organizations = null");
        }

        (await Api.Get($"/admin/orgs/{slug}")).Code.ShouldBe(404);
        (await Create(slug, "nobody@example.com", "north")).ShouldFail(400);
        (await Create(slug, owner.Email, null)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task A_closed_server_gets_no_new_organizations_until_it_is_open_again()
    {
        await servers.TakeInAsync();
        using var owner = await Person.RegisterAsync(servers.Host);
        (await Run("server", "close", "second")).Output.ShouldContain("closed");
        (await Create(Some.Slug(), owner.Email, "north")).ShouldFail(400);
        (await Run("server", "open", "second")).Code.ShouldBe(0);
        (await Create(Some.Slug(), owner.Email, "north")).Code.ShouldBe(201);
        (await Api.Post("/admin/servers/nowhere/open")).ShouldFail(404);
    }

    [Fact]
    public async Task A_server_that_cannot_be_used_is_not_taken_in()
    {
        var before = (await Api.Get("/admin/servers")).Ok()["total"];
        (await Add(new { name = "third", region = "north", host = "127.0.0.1", port = 1 })).ShouldFail(400)["message"].ShouldContain("127.0.0.1:1");
        (await Add(new { name = "Third!", region = "", host = "no host", port = 0, connection_budget = 1, max_organizations = 0 }))
            .ShouldFail(400).Json.GetProperty("details").EnumerateObject().Count().ShouldBe(6);
        (await Add(new { name = "default", region = "local", host = "127.0.0.1", port = servers.Port })).ShouldFail(409);
        (await Api.Get("/admin/servers")).Ok()["total"].ShouldBe(before);
    }

    [Fact]
    public async Task The_list_says_who_answers_and_no_secret()
    {
        await servers.TakeInAsync();
        await servers.Host.ExecuteAsync(
            "insert into database_servers (id, name, region, host, port, connection_budget, accepts_new_orgs) values (gen_random_uuid(), 'gone', 'north', '127.0.0.1', 1, 10, false)");
        try
        {
            var list = await Run("server", "list", "--json");
            list.Code.ShouldBe(5, "one does not answer");
            var all = list.Json.GetProperty("servers").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!);
            all.Keys.ShouldBe(["default", "gone", "second"]);
            all["second"].GetProperty("connections").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
            all["gone"].GetProperty("problem").GetString().ShouldNotBeNullOrEmpty();
            list.Output.ShouldNotContain("another-password");
        }
        finally
        {
            await servers.Host.ExecuteAsync("delete from database_servers where name = 'gone'");
        }
    }

    private Task<ApiAnswer> Add(object server) => Api.Post("/admin/servers", server);

    private Task<ApiAnswer> Create(string slug, string owner, string? region) => Api.Post("/admin/orgs", new { slug, owner, region });

    private Task<Braidmgr> Run(params string[] arguments) => Braidmgr.RunAsync(servers.Host, servers.Operator, arguments);
}
