using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>What items wait for: no cycles, what delays an item and what it delays, and what decides the project's end.</summary>
public sealed class DependencyTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private readonly DateOnly _day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30);
    private Person _ann = null!;
    private Project _project = null!;

    public async Task InitializeAsync()
    {
        _ann = await shared.Someone();
        _project = await _ann.CreateProjectAsync();
    }

    [Fact]
    public async Task An_item_lists_what_it_waits_for_and_what_waits_for_it()
    {
        await ItemsAsync(3);
        (await DependAsync(2, 1)).Code.ShouldBe(201);
        (await DependAsync(3, 2)).Code.ShouldBe(201);

        var list = (await _ann.Api.Get(At(2))).Ok().As<DependencyList>();
        list.DependsOn.Select(i => i.ItemNum).ShouldBe([1]);
        list.NeededBy.Select(i => i.ItemNum).ShouldBe([3]);

        (await _ann.Api.Delete($"{At(2)}/1")).Code.ShouldBe(204);
        (await _ann.Api.Delete($"{At(2)}/1")).Code.ShouldBe(404);
        (await _ann.Api.Get(At(2))).As<DependencyList>().DependsOn.ShouldBeEmpty();
        (await _ann.Api.Get($"projects/{_project.Id}/activity?entity_type=dependency")).Ok().Json.GetProperty("total").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_cycle_is_refused_and_named()
    {
        await ItemsAsync(3);
        (await DependAsync(2, 1)).Ok();
        (await DependAsync(3, 2)).Ok();
        (await DependAsync(1, 3)).ShouldFail(409)["message"].ShouldContain("1 > 3 > 2 > 1");
        (await DependAsync(2, 1)).ShouldFail(409)["message"].ShouldContain("already");
        (await DependAsync(1, 1)).ShouldFail(400);
        (await _ann.Api.Get(At(1))).As<DependencyList>().DependsOn.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_the_halves_of_a_cycle_that_two_people_add_at_once_one_is_refused()
    {
        await ItemsAsync(20);
        for (var pair = 1; pair < 20; pair += 2)
        {
            var answers = await Task.WhenAll(DependAsync(pair, pair + 1), DependAsync(pair + 1, pair));
            answers.Select(a => a.Code).Order().ShouldBe([201, 409]);
        }
    }

    [Fact]
    public async Task Other_projects_items_and_none_are_refused()
    {
        await ItemsAsync(1);
        var other = await _ann.CreateProjectAsync("Gemini");
        var theirs = await _ann.CreateItemAsync(other.Id);
        (await _ann.Api.Post(At(1), new { depends_on_id = theirs.Id })).ShouldFail(404);
        (await _ann.Api.Post(At(1), new { depends_on_id = Guid.NewGuid() })).ShouldFail(404);
        (await _ann.Api.Post(At(1), new { })).ShouldFail(400);
        (await _ann.Api.Get(At(1))).Ok().As<DependencyList>().DependsOn.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_key_adds_one_dependency()
    {
        var items = await ItemsAsync(2);
        var first = await _ann.Api.Post(At(1), new { depends_on_id = items[1].Id }, ("Idempotency-Key", "once"));
        var second = await _ann.Api.Post(At(1), new { depends_on_id = items[1].Id }, ("Idempotency-Key", "once"));
        first.Code.ShouldBe(201);
        second.Code.ShouldBe(201);
        second.As<Dependency>().ShouldBe(first.As<Dependency>());
    }

    [Fact]
    public async Task A_late_item_delays_those_that_wait_for_it_and_decides_the_end()
    {
        await ItemsAsync(4);
        await PlanAsync(1, _day, 20);
        await PlanAsync(2, _day.AddDays(1), 5);
        await PlanAsync(3, _day.AddDays(2), 5);
        await PlanAsync(4, _day, 1);
        (await DependAsync(2, 1)).Ok();
        (await DependAsync(3, 2)).Ok();
        (await DependAsync(3, 4)).Ok();

        var last = (await _ann.Api.Get(At(3))).Ok().As<DependencyList>();
        last.DelayedBy.Select(i => i.ItemNum).ShouldBe([2, 1]);
        (await _ann.Api.Get(At(1))).As<DependencyList>().Delays.Select(i => i.ItemNum).ShouldBe([2, 3]);
        (await _ann.Api.Get(At(4))).As<DependencyList>().Delays.ShouldBeEmpty();
        var path = (await _ann.Api.Get($"projects/{_project.Id}/critical-path")).Ok().As<CriticalPath>();
        path.Path.Select(i => i.ItemNum).ShouldBe([1, 2, 3]);
        path.Finish.ShouldBe(path.Path[^1].ExpectedFinish);
    }

    [Fact]
    public async Task Viewers_see_no_dependency_on_what_they_do_not_see()
    {
        using var viewer = await _ann.InviteAsync(shared.Host);
        await ItemsAsync(1);
        (await _ann.Api.Post($"projects/{_project.Id}/items", new { type = "Risk", title = "Secret", client_visible = false })).Ok();
        (await DependAsync(1, 2)).Ok();
        (await _ann.Api.Put($"projects/{_project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();

        (await viewer.Api.Get(At(1))).Ok().As<DependencyList>().DependsOn.ShouldBeEmpty();
        (await viewer.Api.Get($"projects/{_project.Id}/activity?entity_type=dependency")).Ok().Json.GetProperty("total").GetInt32().ShouldBe(0);
        (await viewer.Api.Delete($"{At(1)}/2")).ShouldFail(403);
    }

    public Task DisposeAsync()
    {
        _ann.Dispose();
        return Task.CompletedTask;
    }

    private string At(int item) => $"projects/{_project.Id}/items/{item}/dependencies";

    private async Task<ApiAnswer> DependAsync(int item, int dependsOn)
    {
        var wanted = (await _ann.Api.Get($"projects/{_project.Id}/items/{dependsOn}")).Ok().As<Item>();
        return await _ann.Api.Post(At(item), new { depends_on_id = wanted.Id });
    }

    private async Task<List<Item>> ItemsAsync(int count)
    {
        var items = new List<Item>();
        for (var i = 0; i < count; i++)
        {
            items.Add(await _ann.CreateItemAsync(_project.Id));
        }

        return items;
    }

    private async Task PlanAsync(int item, DateOnly start, int days) =>
        (await _ann.Api.Patch($"projects/{_project.Id}/items/{item}", new { start_date = start, duration_days = days })).Ok();
}
