using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>What was deleted comes back as it was.</summary>
public sealed class DeletedTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task An_item_comes_back_with_its_notes_under_its_number()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var item = await ann.CreateItemAsync(project.Id, "Heat shield");
        var path = $"projects/{project.Id}/items";
        (await ann.Api.Post($"{path}/1/notes", new { content = "Cracked" })).Ok();
        (await ann.Api.Delete($"{path}/1")).Ok();
        (await ann.Api.Get($"{path}/1")).ShouldFail(404);

        var deleted = (await ann.Api.Get($"{path}/deleted")).Ok().As<DeletedItemList>().Items.Single();
        deleted.ShouldSatisfyAllConditions(
            () => deleted.Id.ShouldBe(item.Id),
            () => deleted.Title.ShouldBe("Heat shield"),
            () => (deleted.PurgedAt - deleted.DeletedAt).TotalDays.ShouldBe(Retention.Days));
        var restored = (await ann.Api.Post($"{path}/1/restore")).Ok().As<Item>();

        restored.ShouldBe(item with { Version = 3, UpdatedAt = restored.UpdatedAt });
        (await ann.Api.Get($"{path}/1")).Ok().As<Item>().ShouldBe(restored);
        (await ann.Api.Get($"{path}/1/notes")).Ok().Text.ShouldContain("Cracked");
        (await ann.Api.Get($"{path}/deleted")).Ok()["total"].ShouldBe("0");
        (await ann.Api.Get($"{path}/1/history")).Ok().Text.ShouldContain("\"restore\"");
        (await ann.CreateItemAsync(project.Id)).ItemNum.ShouldBe(2);
    }

    [Fact]
    public async Task A_project_comes_back_with_all_that_is_in_it()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync("Gemini", "Design");
        await ann.CreateItemAsync(project.Id, "Agena");
        (await ann.Api.Delete($"projects/{project.Id}")).Ok();
        (await ann.Api.Get("projects"))["total"].ShouldBe("0");

        (await ann.Api.Get("projects/deleted")).Ok().As<DeletedProjectList>().Projects.Single().Name.ShouldBe("Gemini");
        (await ann.Api.Post($"projects/{project.Id}/restore")).Ok()["name"].ShouldBe("Gemini");

        (await ann.Api.Get("projects"))["total"].ShouldBe("1");
        (await ann.Api.Get($"projects/{project.Id}/items/1")).Ok()["title"].ShouldBe("Agena");
        (await ann.Api.Get($"projects/{project.Id}/workstreams")).Ok().Text.ShouldContain("Design");
        (await ann.Api.Get("projects/deleted"))["total"].ShouldBe("0");
    }

    [Fact]
    public async Task What_is_not_deleted_is_not_restored()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        (await ann.Api.Post($"projects/{project.Id}/items/1/restore")).ShouldFail(404);
        (await ann.Api.Post($"projects/{project.Id}/items/2/restore")).ShouldFail(404);
        (await ann.Api.Post($"projects/{project.Id}/restore")).ShouldFail(404);
    }

    [Fact]
    public async Task An_item_of_a_deleted_project_comes_back_with_the_project_alone()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        (await ann.Api.Delete($"projects/{project.Id}/items/1")).Ok();
        (await ann.Api.Delete($"projects/{project.Id}")).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items/1/restore")).ShouldFail(404);
        (await ann.Api.Post($"projects/{project.Id}/restore")).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items/1/restore")).Ok();
    }

    [Fact]
    public async Task Changes_in_the_moment_of_a_projects_deletion_are_made_before_it_or_not_at_all()
    {
        const int Items = 24;
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var path = $"projects/{project.Id}";
        for (var i = 0; i < Items; i++)
        {
            await ann.CreateItemAsync(project.Id, "Before");
        }

        var changes = Enumerable.Range(1, Items / 2).Select(ChangeAsync).ToList();
        var deletion = ann.Api.Delete(path);
        changes.AddRange(Enumerable.Range((Items / 2) + 1, Items / 2).Select(ChangeAsync));
        var answers = await Task.WhenAll(changes);
        (await deletion).Code.ShouldBe(204);
        (await ann.Api.Post($"{path}/restore")).Ok();

        foreach (var (answer, number) in answers.Select((answer, i) => (answer, i + 1)))
        {
            answer.Code.ShouldBeOneOf(200, 404);
            (await ann.Api.Get($"{path}/items/{number}")).Ok()["title"].ShouldBe(answer.Code == 200 ? "Changed" : "Before");
        }

        var entries = (await ann.Api.Get($"{path}/activity?limit=1000")).Ok().As<ActivityPage>().Activity;
        entries.Count(e => e.Action == "update").ShouldBe(answers.Count(a => a.Code == 200));
        entries.Take(2).Select(e => $"{e.EntityType} {e.Action}").ShouldBe(["project restore", "project delete"], "nothing comes between the two");

        Task<ApiAnswer> ChangeAsync(int number) => ann.Api.Patch($"{path}/items/{number}", new { title = "Changed" });
    }
}
