using System.Security.Cryptography;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>An organization moves to another real PostgreSQL server while people work in it.</summary>
[Collection(TwoServers.Name)]
[Trait("Category", "Long")]
public sealed class MoveTests(TwoServers servers)
{
    private ApiClient Api => servers.Operator.Api;

    [Fact]
    public async Task It_moves_while_people_write_and_everything_that_was_acknowledged_is_there()
    {
        await servers.TakeInAsync();
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(servers.Host, slug: slug);
        var project = await owner.CreateProjectAsync();
        var before = (await Api.Get($"/admin/orgs/{slug}")).Ok()["database_name"];
        var work = new Work(owner, project.Id);
        await work.Some(20);

        using var enough = new CancellationTokenSource();
        var working = work.Until(enough.Token);
        var moved = await Braidmgr.RunAsync(servers.Host, servers.Operator, "org", "move", slug, "--server", "second", "--across-regions", "--json");
        await enough.CancelAsync();
        await working;

        moved.Code.ShouldBe(0, moved.Output + moved.Error);
        (await servers.ServerOf(slug)).ShouldBe("second");
        await work.Some(3);
        await work.IsAllThere();
        (await TwoServers.DatabasesOn(servers.Host.Postgres, before)).ShouldBeEmpty("the old one is dropped");
        (await TwoServers.DatabasesOn(servers.Second, "braidmgr_org_" + slug)).Count.ShouldBe(1);
        (await Slots()).ShouldBe(0);
        (await owner.Api.Get("search?q=restless")).Ok()["total"].ShouldNotBe("0", "what was to be indexed went with it");
    }

    [Fact]
    public async Task What_cannot_be_moved_is_refused_and_stays()
    {
        await servers.TakeInAsync();
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(servers.Host, slug: slug);
        (await Move(slug, new { server = "nowhere" })).ShouldFail(400)["message"].ShouldContain("second");
        (await Move(slug, new { server = "default" })).ShouldFail(409);
        (await Move(slug, new { server = "second" })).ShouldFail(400)["message"].ShouldContain("region");
        (await Move("nobody-has-this", new { server = "second", across_regions = true })).ShouldFail(404);
        (await Api.Post("/admin/servers/second/close")).Ok();
        (await Move(slug, new { server = "second", across_regions = true })).ShouldFail(409);
        (await Api.Post("/admin/servers/second/open")).Ok();
        (await servers.ServerOf(slug)).ShouldBe("default");
        await owner.CreateProjectAsync();
    }

    [Fact]
    public async Task A_suspended_organization_moves_with_a_pause_and_stays_suspended()
    {
        await servers.TakeInAsync();
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(servers.Host, slug: slug);
        var work = new Work(owner, (await owner.CreateProjectAsync()).Id);
        await work.Some(2);
        (await Api.Post($"/admin/orgs/{slug}/suspend")).Ok();

        var run = await servers.End(await Move(slug, new { server = "second", across_regions = true, with_pause = true }));

        run["state"].ShouldBe("done", run.Text);
        (await Api.Get($"/admin/orgs/{slug}")).Ok()["status"].ShouldBe("suspended");
        (await Api.Post($"/admin/orgs/{slug}/resume")).Ok();
        await work.IsAllThere();
        (await servers.ServerOf(slug)).ShouldBe("second");
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_drained_server_has_nothing_on_it_and_gets_nothing()
    {
        await servers.TakeInAsync();
        using var owner = await Person.RegisterAsync(servers.Host);
        var slugs = new[] { Some.Slug(), Some.Slug() };
        foreach (var slug in slugs)
        {
            (await Api.Post("/admin/orgs", new { slug, owner = owner.Email, region = "north" })).Ok();
        }

        var stuck = await Braidmgr.RunAsync(servers.Host, servers.Operator, "server", "drain", "second");
        stuck.Code.ShouldBe(5, "there is no other server of its region");
        stuck.Output.ShouldContain("no server of its region");
        var drained = await Braidmgr.RunAsync(servers.Host, servers.Operator, "server", "drain", "second", "--to", "default", "--across-regions");
        drained.Code.ShouldBe(0, drained.Output + drained.Error);

        foreach (var slug in slugs)
        {
            (await servers.ServerOf(slug)).ShouldBe("default");
        }

        (await TwoServers.DatabasesOn(servers.Second, "braidmgr_org_")).ShouldBeEmpty();
        (await TwoServers.DatabasesOn(servers.Second, "braidmgr_spare_")).ShouldBeEmpty();
        (await Api.Post("/admin/orgs", new { slug = Some.Slug(), owner = owner.Email, region = "north" })).ShouldFail(400);
        (await Api.Post("/admin/servers/second/open")).Ok();
    }

    private Task<ApiAnswer> Move(string slug, object order) => Api.Post($"/admin/orgs/{slug}/move", order);

    private async Task<long> Slots()
    {
        await using var connection = new Npgsql.NpgsqlConnection(servers.Host.Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var count = new Npgsql.NpgsqlCommand("select count(*) from pg_replication_slots where slot_name like 'braidmgr%'", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    /// <summary>Somebody who adds, changes, annotates, links and deletes items, each until it is acknowledged, and remembers what was.</summary>
    private sealed class Work(Person who, Guid project)
    {
        private readonly List<(int Number, string Title)> _items = [];
        private readonly List<int> _deleted = [];
        private int _notes;

        private string Items => $"projects/{project}/items";

        public async Task Some(int items)
        {
            for (var i = 0; i < items; i++)
            {
                await One();
            }
        }

        public async Task Until(CancellationToken enough)
        {
            while (!enough.IsCancellationRequested)
            {
                await One();
            }
        }

        public async Task IsAllThere()
        {
            var there = (await Persist(() => who.Api.Get($"{Items}?limit=1000"))).Json.GetProperty("items").EnumerateArray()
                .ToDictionary(i => i.GetProperty("item_num").GetInt32(), i => (Title: i.GetProperty("title").GetString()!, Description: i.GetProperty("description").GetString()!));
            there.Keys.ShouldBe(_items.Select(i => i.Number), ignoreOrder: true);
            foreach (var (number, title) in _items)
            {
                (there[number].Title, there[number].Description.Length).ShouldBe((title, 6000));
            }

            var first = _items[0].Number;
            (await who.Api.Get($"{Items}/{first}/notes")).Ok().Json.GetProperty("notes").GetArrayLength().ShouldBe(_notes);
            foreach (var number in _deleted)
            {
                (await who.Api.Get($"{Items}/{number}")).Code.ShouldBe(404);
            }
        }

        // A description that is kept beside its row, and does not come again when only the title changes.
        private async Task One()
        {
            var key = Guid.NewGuid().ToString();
            var description = RandomNumberGenerator.GetHexString(6000);
            var made = await Persist(() => who.Api.Post(Items, new { type = "Risk", title = "restless", description, priority = "High" }, ("Idempotency-Key", key)));
            var item = made.As<Item>();
            _items.Add((item.ItemNum, item.Title));
            var title = $"restless {item.ItemNum}";
            await Persist(() => who.Api.Patch($"{Items}/{item.ItemNum}", new { title }));
            _items[^1] = (item.ItemNum, title);
            var note = Guid.NewGuid().ToString();
            await Persist(() => who.Api.Post($"{Items}/{_items[0].Number}/notes", new { content = "seen" }, ("Idempotency-Key", note)));
            _notes++;
            if (_items.Count % 5 == 0)
            {
                var last = _items[^1].Number;
                await Persist(() => who.Api.Delete($"{Items}/{last}"), 404);
                _items.RemoveAt(_items.Count - 1);
                _deleted.Add(last);
            }
        }

        private static async Task<ApiAnswer> Persist(Func<Task<ApiAnswer>> request, int alsoGood = 200)
        {
            for (var i = 0; ; i++)
            {
                var answer = await request();
                if (answer.Code is not (503 or 429) || i == 400)
                {
                    return answer.Code == alsoGood ? answer : answer.Ok();
                }

                await Task.Delay(25);
            }
        }
    }
}
