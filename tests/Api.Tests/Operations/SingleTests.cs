using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>What a list holds can be read alone.</summary>
public sealed class SingleTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task What_is_listed_is_read_by_its_id()
    {
        using var ann = await shared.Someone();
        using var member = await ann.InviteAsync(shared.Host);
        var sample = await Sample.MakeAsync(ann, member);
        var project = $"projects/{sample.Ids["project"]}";
        foreach (var (list, field, what) in new[]
        {
            ($"{project}/workstreams", "workstreams", "workstream"),
            ($"{project}/members", "members", "user"),
            ("orgs/current/members", "members", "user"),
            ("rate-cards", "rate_cards", "rate_card"),
            ($"{project}/budget/allocations", "allocations", "allocation"),
            ($"{project}/budget/timesheets", "timesheets", "timesheet"),
        })
        {
            var id = sample.Ids[what];
            var listed = (await ann.Api.Get(list)).Ok().Json.GetProperty(field).EnumerateArray()
                .Single(entry => entry.GetProperty(what == "user" ? "user_id" : "id").GetString() == id);
            (await ann.Api.Get($"{list}/{id}")).Ok().Text.ShouldBe(listed.GetRawText(), list);
            (await ann.Api.Get($"{list}/{Guid.NewGuid()}")).ShouldFail(404, list);
        }
    }

    [Fact]
    public async Task What_a_project_holds_is_not_read_in_another_nor_when_the_project_is_deleted()
    {
        using var ann = await shared.Someone();
        using var member = await ann.InviteAsync(shared.Host);
        var sample = await Sample.MakeAsync(ann, member);
        var (project, other) = ($"projects/{sample.Ids["project"]}", $"projects/{(await ann.CreateProjectAsync()).Id}");
        string[] paths = [$"budget/allocations/{sample.Ids["allocation"]}", $"budget/timesheets/{sample.Ids["timesheet"]}"];
        foreach (var path in paths)
        {
            (await ann.Api.Get($"{project}/{path}")).Ok();
            (await ann.Api.Get($"{other}/{path}")).ShouldFail(404, path);
        }

        (await ann.Api.Delete(project)).Ok();

        foreach (var path in paths)
        {
            (await ann.Api.Get($"{project}/{path}")).ShouldFail(404, path);
            (await ann.Api.Delete($"{project}/{path}")).ShouldFail(404, path);
        }
    }
}
