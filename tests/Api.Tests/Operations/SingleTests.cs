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
}
