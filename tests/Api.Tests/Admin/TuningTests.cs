using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>An operator gives one organization an index of its own, and sees who uses what.</summary>
public sealed class TuningTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task An_index_is_built_by_a_run_listed_and_dropped()
    {
        using var ops = await Operator.SignInAsync(shared.Host);
        using var owner = await shared.Someone();
        var slug = await SlugOf(owner);
        var path = $"/admin/orgs/{slug}/indexes";

        var begun = await ops.Api.Post(path, new { table = "items", columns = new[] { "priority" } });
        begun["subject"].ShouldBe($"organization {slug}", "not while it is moved or restored");
        await End(ops, begun);
        (await ops.Api.Get(path)).Ok().Json.GetProperty("indexes")[0].GetProperty("name").GetString().ShouldBe("own_items_priority");
        (await ops.Api.Get(path + "/suggestions")).Ok()["total"].ShouldBe("0");

        await End(ops, await ops.Api.Delete(path + "/own_items_priority"));
        (await ops.Api.Get(path)).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task What_is_not_there_is_told_and_nothing_begins()
    {
        using var ops = await Operator.SignInAsync(shared.Host);
        using var owner = await shared.Someone();
        var path = $"/admin/orgs/{await SlugOf(owner)}/indexes";

        (await ops.Api.Post(path, new { table = "items", columns = new[] { "colour" } })).Error.ShouldBe("VALIDATION_ERROR");
        (await ops.Api.Post(path, new { columns = new[] { "colour" } })).Error.ShouldBe("VALIDATION_ERROR");
        (await ops.Api.Delete(path + "/idx_item_project")).Error.ShouldBe("NOT_FOUND");
        (await ops.Api.Get("/admin/orgs/nobody/indexes")).Error.ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Whoever_is_busy_is_in_the_list()
    {
        using var ops = await Operator.SignInAsync(shared.Host);
        using var owner = await shared.Someone();
        var slug = await SlugOf(owner);
        await owner.CreateProjectAsync();

        var top = (await ops.Api.Get("/admin/top")).Ok().Json.GetProperty("organizations").EnumerateArray().Single(o => o.GetProperty("slug").GetString() == slug);
        top.GetProperty("connections").GetInt32().ShouldBeGreaterThan(0);
        top.GetProperty("bytes").GetInt64().ShouldBeGreaterThan(1_000_000);
    }

    private static async Task<string> SlugOf(Person owner) => (await owner.Api.Get("orgs/current")).Ok()["slug"];

    private static async Task End(Operator ops, ApiAnswer started)
    {
        started.Code.ShouldBe(202, started.Text);
        for (var i = 0; i < 300; i++)
        {
            var run = (await ops.Api.Get("/admin/runs/" + started["id"])).Ok();
            if (run["state"] is not ("waiting" or "running"))
            {
                run["state"].ShouldBe("done", run.Text);
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("the run did not end within 30 s");
    }
}
