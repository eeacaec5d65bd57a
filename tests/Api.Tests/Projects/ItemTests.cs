using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>What a person does with the items of a project.</summary>
public sealed class ItemTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Numbers_rise_without_gaps_also_when_many_create_at_once()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();

        var items = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => ann.CreateItemAsync(project.Id, $"Item {i}")));

        items.Select(i => i.ItemNum).Order().ShouldBe(Enumerable.Range(1, 100));
        (await ann.Api.Get($"projects/{project.Id}")).As<Project>().NextItemNum.ShouldBe(101);
    }

    [Fact]
    public async Task A_refused_item_takes_no_number()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = new string('x', 501) })).Code.ShouldBe(400);

        (await ann.CreateItemAsync(project.Id)).ItemNum.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_touches_the_fields_sent_and_null_clears()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var item = await ann.CreateItemAsync(project.Id);
        var path = $"projects/{project.Id}/items/{item.Id}";

        var set = (await ann.Api.Patch(path, new { assigned_to = "Bo", budget_amount = 12.5m, rpt_out = new[] { "weekly" } })).Ok().As<Item>();
        var cleared = (await ann.Api.Put(path, """{"assigned_to":null}""")).Ok().As<Item>();

        (set.Title, set.AssignedTo, set.BudgetAmount).ShouldBe(("Parachutes", "Bo", 12.5m));
        (cleared.AssignedTo, cleared.BudgetAmount, cleared.Version).ShouldBe((null, 12.5m, 3));
        (await ann.Api.Get($"projects/{project.Id}/items/1")).As<Item>().RptOut.ShouldBe(["weekly"]);
    }

    [Fact]
    public async Task If_Match_lets_one_of_two_changes_through_and_answers_the_other_with_what_is()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var item = await ann.CreateItemAsync(project.Id);
        var path = $"projects/{project.Id}/items/{item.ItemNum}";
        var etag = (await ann.Api.Get(path)).Headers["ETag"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ann.Api.Patch(path, new { title = $"by {i}" }, ("If-Match", etag))));

        answers.Count(a => a.Code == 200).ShouldBe(1);
        answers.Where(a => a.Code != 200).ShouldAllBe(a => a.Code == 412 && a.Error == "PRECONDITION_FAILED");
        var won = answers.Single(a => a.Code == 200).As<Item>();
        answers.First(a => a.Code == 412).Json.GetProperty("current").GetProperty("title").GetString().ShouldBe(won.Title);
    }

    [Fact]
    public async Task An_idempotency_key_makes_one_item_however_often_it_is_sent()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var path = $"projects/{project.Id}/items";
        var body = new { type = "Issue", title = "Rack too deep", budget_amount = 10m };

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ann.Api.Post(path, body, ("Idempotency-Key", "one"))));
        var later = await ann.Api.Post(path, body, ("Idempotency-Key", "one"));

        answers.Append(later).ShouldAllBe(a => a.Code == 201);
        answers.Append(later).Select(a => a.Text).Distinct().Count().ShouldBe(1);
        (await ann.Api.Post(path, new { type = "Issue", title = "Other" }, ("Idempotency-Key", "one"))).Code.ShouldBe(409);
        (await ann.Api.Get(path)).Json.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_list_is_filtered_sorted_and_paged()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var path = $"projects/{project.Id}/items";
        for (var i = 1; i <= 9; i++)
        {
            var body = new { type = i % 3 == 0 ? "Risk" : "Decision", title = $"Number {i}", deadline = $"2030-01-0{10 - i}", assigned_to = i < 5 ? "Bo" : "Cy" };
            (await ann.Api.Post(path, body)).Ok();
        }

        (await Titles("type=Risk")).ShouldBe(["Number 3", "Number 6", "Number 9"]);
        (await Titles("sort=deadline&limit=2")).ShouldBe(["Number 9", "Number 8"]);
        (await Titles("sort=-deadline&limit=2&offset=1")).ShouldBe(["Number 2", "Number 3"]);
        (await Titles("assigned_to=bo&search=NUMBER%204")).ShouldBe(["Number 4"]);
        (await Titles("deadline_from=2030-01-08&deadline_to=2030-01-08")).ShouldBe(["Number 2"]);
        (await Titles("severity=critical")).ShouldBeEmpty();

        async Task<List<string?>> Titles(string query) =>
            [.. (await ann.Api.Get($"{path}?{query}")).Ok().Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString())];
    }

    [Fact]
    public async Task History_tells_who_changed_what_newest_first()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var item = await ann.CreateItemAsync(project.Id);
        var path = $"projects/{project.Id}/items/{item.ItemNum}";
        (await ann.Api.Patch(path, new { title = "Two parachutes" }, ("X-Correlation-ID", "my-change"))).Ok();

        var history = (await ann.Api.Get(path + "/history")).Ok().Json.GetProperty("history");

        history.EnumerateArray().Select(e => e.GetProperty("action").GetString()).ShouldBe(["update", "create"]);
        var change = history[0];
        change.GetProperty("user_email").GetString().ShouldBe(ann.Email);
        change.GetProperty("correlation_id").GetString().ShouldBe("my-change");
        change.GetProperty("before_state").GetProperty("title").GetString().ShouldBe("Parachutes");
        change.GetProperty("after_state").GetProperty("title").GetString().ShouldBe("Two parachutes");
    }

    [Fact]
    public async Task A_deleted_item_is_gone_and_its_number_stays_used()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var item = await ann.CreateItemAsync(project.Id);

        (await ann.Api.Delete($"projects/{project.Id}/items/{item.ItemNum}")).Code.ShouldBe(204);

        (await ann.Api.Get($"projects/{project.Id}/items/{item.Id}")).Code.ShouldBe(404);
        (await ann.CreateItemAsync(project.Id)).ItemNum.ShouldBe(2);
    }

    [Fact]
    public async Task An_item_of_which_the_workstream_is_deleted_stays_without_one()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync("Apollo", "Capsule");
        var stream = (await ann.Api.Get($"projects/{project.Id}/workstreams")).Json.GetProperty("workstreams")[0].GetProperty("id").GetGuid();
        var created = (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = "Heat", workstream_id = stream })).Ok().As<Item>();

        (await ann.Api.Delete($"projects/{project.Id}/workstreams/{stream}")).Code.ShouldBe(204);

        var item = (await ann.Api.Get($"projects/{project.Id}/items/1")).As<Item>();
        (created.WorkstreamId, item.WorkstreamId, item.Version).ShouldBe((stream, null, 2));
        (await ann.Api.Patch($"projects/{project.Id}/items/1", new { title = "Heat shield" }, ("If-Match", "\"2\""))).Ok();
    }
}
