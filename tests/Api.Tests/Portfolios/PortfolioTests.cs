using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Portfolios;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Portfolios;

/// <summary>Dashboards of projects and portfolios count what the caller may see, and nothing else.</summary>
public sealed class PortfolioTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private Person _ann = null!;

    public async Task InitializeAsync() => _ann = await shared.Someone();

    [Fact]
    public async Task A_project_dashboard_counts_by_everything_and_names_what_needs_attention()
    {
        var project = await _ann.CreateProjectAsync("Apollo", "Engines");
        var engines = (await _ann.Api.Get($"projects/{project.Id}/workstreams")).Json.GetProperty("workstreams")[0].GetProperty("id").GetGuid();
        await AddAsync(project, new { type = "Risk", title = "Late", deadline = "2026-01-01", assigned_to = "Bo", workstream_id = engines });
        await AddAsync(project, new { type = "Risk", title = "Later", deadline = "2025-01-01", assigned_to = "Bo" });
        await AddAsync(project, new { type = "Issue", title = "Done", percent_complete = 100, assigned_to = "Cy" });
        (await _ann.Api.Post($"projects/{project.Id}/budget/allocations", new { amount = 100 })).Ok();

        var board = (await BoardAsync(_ann, project)).Ok().As<ProjectDashboard>();
        board.Items.Total.ShouldBe(3);
        board.Items.Open.ShouldBe(2);
        board.Items.ByType.ShouldBe(new Dictionary<string, int> { ["Risk"] = 2, ["Issue"] = 1 }, ignoreOrder: true);
        board.Items.ByIndicator["Beyond Deadline!!!"].ShouldBe(2);
        board.Items.BySeverity["critical"].ShouldBe(2);
        board.ByWorkstream.Select(w => (w.Name, w.Count)).ShouldBe([("Engines", 1), (null, 1)]);
        board.ByAssignee.ShouldBe([new("Bo", 2)]);
        board.NeedsAttention.Select(i => i.Title).ShouldBe(["Later", "Late"]);
        board.Budget.ShouldBe(new(100, 0, 100, 0, BudgetStatus.Under));
    }

    [Fact]
    public async Task Viewers_count_visible_items_only()
    {
        using var viewer = await _ann.InviteAsync(shared.Host);
        var project = await _ann.CreateProjectAsync();
        await AddAsync(project, new { type = "Risk", title = "For all" });
        await AddAsync(project, new { type = "Risk", title = "Secret", client_visible = false, deadline = "2026-01-01", assigned_to = "Secret" });
        (await _ann.Api.Put($"projects/{project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();
        var answer = (await BoardAsync(viewer, project)).Ok();
        answer.As<ProjectDashboard>().Items.Total.ShouldBe(1);
        answer.Text.ShouldNotContain("Secret");
    }

    [Fact]
    public async Task A_portfolio_sums_up_the_projects_that_the_caller_may_see()
    {
        using var member = await _ann.InviteAsync(shared.Host);
        var (apollo, gemini) = (await _ann.CreateProjectAsync("Apollo"), await _ann.CreateProjectAsync("Gemini"));
        await AddAsync(apollo, new { type = "Risk", title = "One" });
        await AddAsync(gemini, new { type = "Issue", title = "Two" });
        (await _ann.Api.Post($"projects/{gemini.Id}/budget/allocations", new { amount = 70 })).Ok();
        var portfolio = await PortfolioAsync(apollo, gemini);
        (await _ann.Api.Put($"projects/{apollo.Id}/members/{member.Id}", new { role = "viewer" })).Ok();

        var all = (await _ann.Api.Get($"portfolios/{portfolio}/dashboard")).Ok().As<PortfolioDashboard>();
        all.Items.Total.ShouldBe(2);
        all.Budget.TotalBudget.ShouldBe(70);
        all.Projects.Select(p => p.Name).ShouldBe(["Apollo", "Gemini"]);
        var part = (await member.Api.Get($"portfolios/{portfolio}/dashboard")).Ok();
        part.As<PortfolioDashboard>().Items.Total.ShouldBe(1);
        part.As<PortfolioDashboard>().Budget.TotalBudget.ShouldBe(0);
        part.Text.ShouldNotContain("Gemini");
        (await member.Api.Get($"portfolios/{portfolio}")).Ok().As<Portfolio>().ProjectIds.ShouldBe([apollo.Id]);
        (await member.Api.Put($"portfolios/{portfolio}", new { name = "Mine" })).ShouldFail(403);
    }

    [Fact]
    public async Task A_portfolio_that_is_deleted_leaves_its_projects_and_a_deleted_project_leaves_its_portfolios()
    {
        var (apollo, gemini) = (await _ann.CreateProjectAsync("Apollo"), await _ann.CreateProjectAsync("Gemini"));
        var portfolio = await PortfolioAsync(apollo, gemini);
        (await _ann.Api.Delete($"projects/{apollo.Id}")).Code.ShouldBe(204);
        (await _ann.Api.Get($"portfolios/{portfolio}")).Ok().As<Portfolio>().ProjectIds.ShouldBe([gemini.Id]);
        (await _ann.Api.Delete($"portfolios/{portfolio}/projects/{gemini.Id}")).Code.ShouldBe(204);
        (await _ann.Api.Delete($"portfolios/{portfolio}/projects/{gemini.Id}")).ShouldFail(404);
        (await _ann.Api.Delete($"portfolios/{portfolio}")).Code.ShouldBe(204);
        (await _ann.Api.Get($"portfolios/{portfolio}")).ShouldFail(404);
        (await _ann.Api.Get($"projects/{gemini.Id}")).Ok();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":" "}""")]
    public async Task A_portfolio_needs_a_name(string body) => (await _ann.Api.Post("portfolios", body)).ShouldFail(400);

    public Task DisposeAsync()
    {
        _ann.Dispose();
        return Task.CompletedTask;
    }

    private async Task AddAsync(Project project, object item) => (await _ann.Api.Post($"projects/{project.Id}/items", item)).Ok();

    private async Task<string> PortfolioAsync(params Project[] projects)
    {
        var id = (await _ann.Api.Post("portfolios", new { name = "Space" })).Ok()["id"];
        foreach (var project in projects)
        {
            (await _ann.Api.Put($"portfolios/{id}/projects/{project.Id}", null)).Code.ShouldBe(204);
        }

        return id;
    }

    private static Task<ApiAnswer> BoardAsync(Person person, Project project) => person.Api.Get($"projects/{project.Id}/dashboard");
}
