using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Changes of many items in one request: all or none.</summary>
public sealed class BulkTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Many_items_change_at_once_each_with_a_version_and_a_history()
    {
        using var ann = await shared.Someone();
        var (project, path) = await ProjectOf(ann, 3);
        var third = (await ann.Api.Get($"{path}/3")).As<Item>();

        var page = (await ann.Api.Patch(path, new
        {
            changes = new object[]
            {
                new { id = third.Id, set = new { title = "Third" } },
                new { item_num = 1, if_match = 1, set = new { percent_complete = 100 } },
            },
        })).Ok().Json;

        page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("item_num").GetInt32()).ShouldBe([3, 1]);
        (await ann.Api.Get($"{path}/3")).As<Item>().ShouldSatisfyAllConditions(i => i.Title.ShouldBe("Third"), i => i.Version.ShouldBe(2));
        (await ann.Api.Get($"{path}/1"))["indicator"].ShouldBe("Completed Recently");
        (await ann.Api.Get($"{path}/2")).As<Item>().Version.ShouldBe(1);
        (await ann.Api.Get($"{path}/1/history")).As<ItemHistory>().History[0].Action.ShouldBe("update");
        (await ann.Api.Get($"projects/{project}/activity")).As<ActivityPage>().Activity.Count(e => e.Action == "update").ShouldBe(2);
    }

    [Fact]
    public async Task One_that_is_wrong_leaves_all_as_they_were_and_is_named()
    {
        using var ann = await shared.Someone();
        var (_, path) = await ProjectOf(ann, 2);
        var good = new { item_num = 1, set = new { title = "Changed" } };

        (await ann.Api.Patch(path, new { changes = new object[] { good, new { item_num = 2, set = new { percent_complete = 101 } } } }))
            .ShouldFail(400).Json.GetProperty("details").EnumerateObject().Single().Name.ShouldBe("changes[1].set.percent_complete");
        (await ann.Api.Patch(path, new { changes = new object[] { good, new { item_num = 2, if_match = 7, set = new { title = "x" } } } })).ShouldFail(412);
        (await ann.Api.Patch(path, new { changes = new object[] { good, new { item_num = 3, set = new { title = "x" } } } }))
            .ShouldFail(404).Json.GetProperty("details").EnumerateObject().Single().Name.ShouldBe("changes[1].item_num");
        (await ann.Api.Patch(path, new { changes = new object[] { good, good } })).ShouldFail(400);
        (await ann.Api.Patch(path, new { changes = new object[] { good, new { set = new { title = "x" } } } })).ShouldFail(400);
        (await ann.Api.Patch(path, new { changes = new object[] { good, new { item_num = 2 } } })).ShouldFail(400);
        (await ann.Api.Patch(path, new { changes = Array.Empty<object>() })).ShouldFail(400);
        (await ann.Api.Patch(path, new { changes = Enumerable.Repeat(good, BulkChange.MaxChanges + 1) })).ShouldFail(400);

        (await ann.Api.Get($"{path}/1")).As<Item>().ShouldSatisfyAllConditions(i => i.Title.ShouldBe("Parachutes"), i => i.Version.ShouldBe(1));
    }

    [Fact]
    public async Task What_is_not_there_makes_it_404_and_all_that_is_wrong_is_named()
    {
        using var ann = await shared.Someone();
        var (_, path) = await ProjectOf(ann, 2);
        var answer = (await ann.Api.Patch(path, new
        {
            changes = new object[]
            {
                new { item_num = 1, set = new { percent_complete = 101, workstream_id = Guid.NewGuid() } },
                new { id = Guid.NewGuid(), set = new { title = "x" } },
            },
        })).ShouldFail(404);

        answer["message"].ShouldBe("changes[0].set.workstream_id: there is no such workstream");
        answer.Json.GetProperty("details").EnumerateObject().Select(d => d.Name)
            .ShouldBe(["changes[0].set.workstream_id", "changes[0].set.percent_complete", "changes[1].id"], ignoreOrder: true);
        (await ann.Api.Get($"{path}/1")).As<Item>().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Many_who_change_overlapping_items_lose_no_change()
    {
        using var ann = await shared.Someone();
        var (_, path) = await ProjectOf(ann, 4);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => ann.Api.Patch(path, new
        {
            changes = Enumerable.Range(1, 4).OrderBy(i => (i + n) % 4).Select(i => new { item_num = i, set = new { priority = $"P{n}" } }),
        })));

        var made = answers.Count(a => a.Code == 200);
        answers.ShouldAllBe(a => a.Code == 200 || a.Code == 503);
        for (var i = 1; i <= 4; i++)
        {
            (await ann.Api.Get($"{path}/{i}")).As<Item>().Version.ShouldBe(1 + made);
        }

        var left = (await ann.Api.Get(path)).Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("priority").GetString());
        left.Distinct().Count().ShouldBe(1);
    }

    private static async Task<(Guid Project, string Path)> ProjectOf(Person person, int items)
    {
        var project = await person.CreateProjectAsync();
        for (var i = 0; i < items; i++)
        {
            await person.CreateItemAsync(project.Id);
        }

        return (project.Id, $"projects/{project.Id}/items");
    }
}
