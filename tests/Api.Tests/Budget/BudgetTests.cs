using System.Text.Json;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Budget;

/// <summary>Allocations, rates, timesheets, and the figures that they make.</summary>
public sealed class BudgetTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private Person _ann = null!;
    private Project _project = null!;

    public async Task InitializeAsync()
    {
        _ann = await shared.Someone();
        _project = await _ann.CreateProjectAsync("Apollo", "Engines");
    }

    [Fact]
    public async Task The_figures_are_those_of_allocations_and_complete_weeks()
    {
        var engines = (await _ann.Api.Get($"projects/{_project.Id}/workstreams")).Ok().Json.GetProperty("workstreams")[0].GetProperty("id").GetGuid();
        await AllocateAsync(new { amount = 600, workstream_id = engines });
        await AllocateAsync(new { amount = 400.5 });
        await WorkAsync("2026-11-06", "Bo", 10, 20);
        await WorkAsync("2026-11-13", "Bo", 10, 20);
        await WorkAsync("2026-11-13", "Cy", 5, 50);
        await WorkAsync("2026-11-20", "Cy", 40, 50, complete: false);

        var answer = (await _ann.Api.Get(At(""))).Ok();
        var figures = answer.As<BudgetFigures>();
        figures.TotalBudget.ShouldBe(1000.50m);
        figures.BurnToDate.ShouldBe(650m);
        figures.WeeksCompleted.ShouldBe(2);
        figures.WeeklyAvgBurn.ShouldBe(325m);
        figures.RemainingBudget.ShouldBe(350.50m);
        figures.WeeksRemaining.ShouldBe(1);
        figures.EstTotalBurn.ShouldBe(650m);
        figures.Status.ShouldBe(BudgetStatus.Under);
        figures.WeeklyBurn.Select(w => w.Cumulative).ShouldBe([200m, 650m]);
        figures.Resources.Select(r => r.Resource).ShouldBe(["Bo", "Cy"]);
        figures.Resources[1].Share.ShouldBe(0.3846m);
        figures.ByWorkstream.Select(w => (w.Name, w.Allocated, w.Spent)).ShouldBe([("Engines", 600m, null), (null, 400.50m, 650m)]);
        answer.Text.ShouldContain("\"burn_to_date\":650.00");
    }

    [Fact]
    public async Task Without_money_or_weeks_nothing_divides_by_zero()
    {
        var figures = (await _ann.Api.Get(At(""))).Ok().As<BudgetFigures>();
        figures.TotalBudget.ShouldBe(0);
        figures.WeeklyAvgBurn.ShouldBe(0);
        figures.WeeksRemaining.ShouldBe(0);
        figures.Status.ShouldBe(BudgetStatus.Under);
    }

    [Fact]
    public async Task An_entry_takes_the_rate_of_its_week_and_keeps_it()
    {
        var resource = "Bo" + Some.Suffix();
        await RateAsync(resource, 50, "2026-01-01", "2026-06-30");
        var second = await RateAsync(resource, 60, "2026-07-01", null);
        var old = await EnterAsync(new { week_ending = "2026-06-26", resource_name = resource, hours = 10 });
        var entry = await EnterAsync(new { week_ending = "2026-07-03", resource_name = resource, hours = 10 });
        old.Cost.ShouldBe(500m);
        entry.Cost.ShouldBe(600m);

        (await _ann.Api.Put($"rate-cards/{second.Id}", new { hourly_rate = 99 })).Ok();
        (await _ann.Api.Put(At($"/timesheets/{entry.Id}"), new { hours = 20 })).Ok().As<Timesheet>().Cost.ShouldBe(1200m);
        (await _ann.Api.Delete($"rate-cards/{second.Id}")).Code.ShouldBe(204);
        (await _ann.Api.Get(At("/timesheets"))).Ok().As<TimesheetList>().Timesheets.Single(t => t.Id == entry.Id).Rate.ShouldBe(60m);
        (await _ann.Api.Post(At("/timesheets"), new { week_ending = "2026-07-10", resource_name = resource, hours = 1 })).ShouldFail(400)["message"].ShouldContain("no rate");
    }

    [Fact]
    public async Task Rates_of_one_resource_do_not_overlap_also_when_added_at_once()
    {
        var resource = "Cy" + Some.Suffix();
        await RateAsync(resource, 50, "2026-01-01", "2026-06-30");
        (await _ann.Api.Post("rate-cards", Rate(resource.ToUpperInvariant(), 60, "2026-06-30", null))).ShouldFail(409);
        (await _ann.Api.Post("rate-cards", Rate(resource, -1, "2027-01-01", null))).ShouldFail(400);
        (await _ann.Api.Post("rate-cards", Rate(resource, 1, "2027-01-01", "2026-12-31"))).ShouldFail(400);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _ann.Api.Post("rate-cards", Rate(resource, 60, "2026-07-01", null))));
        answers.Count(a => a.Code == 201).ShouldBe(1);
        answers.Count(a => a.Code == 409).ShouldBe(7);
    }

    [Theory]
    [InlineData("timesheets", """{"week_ending":"2026-11-06","resource_name":"Bo","hours":-1,"rate":1}""", "hours")]
    [InlineData("timesheets", """{"week_ending":"2026-11-06","resource_name":"Bo","hours":10000,"rate":1}""", "hours")]
    [InlineData("timesheets", """{"week_ending":"2026-11-06","resource_name":"Bo","hours":1.001,"rate":1}""", "hours")]
    [InlineData("timesheets", """{"week_ending":"2026-11-06","resource_name":"Bo","hours":9999,"rate":99999999}""", "hours")]
    [InlineData("timesheets", """{"week_ending":"2026-11-06","resource_name":"","hours":1,"rate":1}""", "resource_name")]
    [InlineData("timesheets", """{"resource_name":"Bo","hours":1,"rate":1}""", "week_ending")]
    [InlineData("allocations", """{"amount":1,"period_start":"2026-02-01","period_end":"2026-01-31"}""", "period_end")]
    [InlineData("allocations", """{"amount":10000000000}""", "amount")]
    [InlineData("allocations", """{}""", "amount")]
    public async Task Bad_input_is_refused_by_field_and_nothing_changes(string where, string body, string field)
    {
        (await _ann.Api.Post(At($"/{where}"), body)).ShouldFail(400).Json.GetProperty("details").TryGetProperty(field, out _).ShouldBeTrue();
        (await _ann.Api.Get(At($"/{where}"))).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task An_allocation_to_a_workstream_of_another_project_is_404_and_nothing_changes()
    {
        var other = await _ann.CreateProjectAsync("Gemini", "Engines");
        var theirs = (await _ann.Api.Get($"projects/{other.Id}/workstreams")).Ok().Json.GetProperty("workstreams")[0].GetProperty("id").GetGuid();
        (await _ann.Api.Post(At("/allocations"), new { amount = 1, workstream_id = theirs }))
            .ShouldFail(404).Json.GetProperty("details").TryGetProperty("workstream_id", out _).ShouldBeTrue();
        (await _ann.Api.Get(At("/allocations"))).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task A_change_is_in_the_activity_and_a_deleted_row_is_gone()
    {
        var allocation = await AllocateAsync(new { amount = 5, notes = "first" });
        (await _ann.Api.Put(At($"/allocations/{allocation.Id}"), new { amount = 7 })).Ok().As<Allocation>().Notes.ShouldBe("first");
        (await _ann.Api.Put(At($"/allocations/{allocation.Id}"), """{"notes":null}""")).Ok().As<Allocation>().Notes.ShouldBeNull();
        (await _ann.Api.Delete(At($"/allocations/{allocation.Id}"))).Code.ShouldBe(204);
        (await _ann.Api.Put(At($"/allocations/{allocation.Id}"), new { amount = 7 })).ShouldFail(404);
        var actions = (await _ann.Api.Get($"projects/{_project.Id}/activity?entity_type=allocation")).Ok().As<ActivityPage>().Activity.Select(a => a.Action);
        actions.ShouldBe(["delete", "update", "update", "create"]);
    }

    [Fact]
    public async Task A_change_of_the_budget_raises_the_projects_version_from_the_next_read_on()
    {
        var before = (await _ann.Api.Get($"projects/{_project.Id}")).Ok().As<Project>().Version;
        await AllocateAsync(new { amount = 5 });
        await WorkAsync("2026-11-06", "Bo", 10, 20);
        (await _ann.Api.Get($"projects/{_project.Id}")).Ok().As<Project>().Version.ShouldBe(before + 2);
    }

    [Fact]
    public async Task Viewers_see_figures_but_neither_hours_nor_rates()
    {
        using var viewer = await _ann.InviteAsync(shared.Host);
        (await _ann.Api.Put($"projects/{_project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();
        await WorkAsync("2026-11-06", "Bo", 10, 77);
        var figures = (await viewer.Api.Get(At(""))).Ok().As<BudgetFigures>();
        figures.BurnToDate.ShouldBe(770m);
        figures.Resources.Single().Hours.ShouldBeNull();
        (await viewer.Api.Get(At("/timesheets"))).ShouldFail(403);
        (await viewer.Api.Get(At("/export"))).ShouldFail(403);
        (await viewer.Api.Get($"projects/{_project.Id}/activity?entity_type=timesheet")).Ok()["total"].ShouldBe("0");
        (await _ann.Api.Get($"projects/{_project.Id}/activity?entity_type=timesheet")).Ok()["total"].ShouldBe("1");
    }

    public Task DisposeAsync()
    {
        _ann.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_allocation_of_which_the_workstream_is_deleted_stays_without_one()
    {
        var engines = (await _ann.Api.Get($"projects/{_project.Id}/workstreams")).Ok().Json.GetProperty("workstreams")[0].GetProperty("id").GetGuid();
        await AllocateAsync(new { amount = 600, workstream_id = engines });

        (await _ann.Api.Delete($"projects/{_project.Id}/workstreams/{engines}")).Code.ShouldBe(204);

        (await _ann.Api.Get(At(""))).Ok().As<BudgetFigures>().TotalBudget.ShouldBe(600m);
        var entry = (await _ann.Api.Get($"projects/{_project.Id}/activity?entity_type=allocation")).Ok().Json.GetProperty("activity")[0];
        (entry.GetProperty("action").GetString(), entry.GetProperty("after_state").GetProperty("workstream_id").ValueKind).ShouldBe(("update", JsonValueKind.Null));
    }

    private string At(string path) => $"projects/{_project.Id}/budget{path}";

    private async Task<Allocation> AllocateAsync(object body) => (await _ann.Api.Post(At("/allocations"), body)).Ok().As<Allocation>();

    private async Task<Timesheet> EnterAsync(object body) => (await _ann.Api.Post(At("/timesheets"), body)).Ok().As<Timesheet>();

    private Task<Timesheet> WorkAsync(string week, string resource, decimal hours, decimal rate, bool complete = true) =>
        EnterAsync(new { week_ending = week, resource_name = resource, hours, rate, complete_week = complete });

    private async Task<RateCard> RateAsync(string resource, decimal rate, string from, string? to) =>
        (await _ann.Api.Post("rate-cards", Rate(resource, rate, from, to))).Ok().As<RateCard>();

    private static string Rate(string resource, decimal rate, string from, string? to) =>
        JsonSerializer.Serialize(new { resource_name = resource, hourly_rate = rate, effective_from = from, effective_to = to });
}
