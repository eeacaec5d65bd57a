using System.Text;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Budget;

/// <summary>Timesheets as CSV, and budgets as v1 files.</summary>
public sealed class BudgetFileTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private Person _ann = null!;
    private Project _project = null!;

    public async Task InitializeAsync()
    {
        _ann = await shared.Someone();
        _project = await _ann.CreateProjectAsync();
    }

    [Theory]
    [InlineData("week_ending,resource_name,hours,rate\r\n2026-11-06,Bo,10,20\r\n2026-11-13,\"Day, Cy\",7.5,30\r\n")]
    [InlineData("Week Ending;Resource;Hours;Rate\n2026-11-06;Bo;10;20\n2026-11-13;Day, Cy;7.5;30")]
    [InlineData("\uFEFFresource\tweek\thours\trate\nBo\t2026-11-06\t10\t20\n\nDay, Cy\t2026-11-13\t7.5\t30\n")]
    public async Task Lines_become_entries_whatever_separates_them(string csv)
    {
        var report = (await ImportAsync(csv)).As<BudgetImportReport>();
        report.TimesheetCount.ShouldBe(2);
        var entries = (await _ann.Api.Get(At("/timesheets"))).Ok().As<TimesheetList>().Timesheets;
        entries.Select(t => (t.ResourceName, t.Cost)).ShouldBe([("Bo", 200m), ("Day, Cy", 225m)]);
    }

    [Fact]
    public async Task What_is_wrong_is_said_line_by_line_and_nothing_is_stored()
    {
        var csv = "week_ending,resource_name,hours,rate\n2026-11-06,Bo,10,20\n06.11.2026,Bo,10,20\n2026-11-06,=1+1,1,1\n2026-11-06,Cy,-1,1\n2026-11-06,Di,,1\n2026-11-06,Ed,1\n";
        var details = (await ImportAsync(csv)).ShouldFail(400).Json.GetProperty("details");
        details.EnumerateObject().Select(d => d.Name).ShouldBe(
            ["lines[3].week_ending", "lines[4].resource_name", "lines[5].hours", "lines[6].hours", "lines[7].line"], ignoreOrder: true);
        (await _ann.Api.Get(At("/timesheets"))).Ok()["total"].ShouldBe("0");
        (await ImportAsync(csv, "?dry_run=true")).Ok().As<BudgetImportReport>().Problems.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("2026-11-06,Bo,10,20\n")]
    [InlineData("week_ending:resource_name:hours\n2026-11-06:Bo:10\n")]
    [InlineData("week_ending,resource_name,hours,hours\n2026-11-06,Bo,10,1\n")]
    [InlineData("week_ending,resource_name,hours\n2026-11-06,Bo,10\n")]
    [InlineData("week_ending,resource_name,hours,rate\n2026-11-06,B\"o,10,1\n")]
    [InlineData("week_ending,resource_name,hours,rate\n2026-11-06,\"Bo,10,1\n")]
    public async Task A_file_that_is_no_timesheets_is_refused(string csv)
    {
        (await ImportAsync(csv)).ShouldFail(400);
        (await _ann.Api.Get(At("/timesheets"))).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_refused()
    {
        var latin = Encoding.Latin1.GetBytes("week_ending,resource_name,hours,rate\n2026-11-06,J\u00fcrgen,10,1\n");
        var content = new ByteArrayContent(latin);
        content.Headers.ContentType = new("text/csv");
        (await _ann.Api.Post(At("/timesheets/import"), content)).ShouldFail(400)["message"].ShouldContain("UTF-8");
    }

    [Fact]
    public async Task The_same_file_twice_counts_once()
    {
        const string csv = "week_ending,resource_name,hours,rate\n2026-11-06,Bo,10,20\n";
        (await ImportAsync(csv)).Ok();
        (await ImportAsync(csv)).ShouldFail(400)["message"].ShouldContain("1 values");
        (await _ann.Api.Get(At(""))).Ok().As<BudgetFigures>().BurnToDate.ShouldBe(200m);
    }

    [Fact]
    public async Task Names_leave_as_CSV_without_becoming_formulas()
    {
        (await _ann.Api.Post(At("/timesheets"), new { week_ending = "2026-11-06", resource_name = "=HYPERLINK(1)", hours = 1, rate = 1 })).Ok();
        var csv = (await _ann.Api.Get(At("/timesheets?format=csv"))).Ok();
        csv.Headers["Content-Type"].ShouldStartWith("text/csv");
        csv.Text.ShouldContain("'=HYPERLINK(1),1.00");
    }

    [Theory]
    [InlineData("budget/timesheets?format=csv")]
    [InlineData("export?format=csv")]
    [InlineData("export?format=csv&report=active")]
    [InlineData("export?format=csv&report=summary")]
    public async Task Every_CSV_begins_with_the_mark_by_which_spreadsheets_know_UTF_8(string path)
    {
        const string name = "J\u00FCrgen \u9673";
        (await _ann.Api.Post(At("/timesheets"), new { week_ending = "2026-11-06", resource_name = name, hours = 1, rate = 1 })).Ok();
        (await _ann.Api.Post($"projects/{_project.Id}/items", new { type = "Risk", title = "Risk", assigned_to = name })).Ok();
        using var http = new HttpClient { BaseAddress = shared.Host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _ann.Api.Token);

        var file = await http.GetByteArrayAsync(new Uri($"/api/v1/projects/{_project.Id}/{path}", UriKind.Relative));

        file[..3].ShouldBe(Encoding.UTF8.Preamble.ToArray());
        var text = Encoding.UTF8.GetString(file.AsSpan(3));
        text.ShouldContain(name);
        text.ShouldNotContain('\uFEFF');
    }

    [Fact]
    public async Task Timesheets_that_leave_as_CSV_come_in_again()
    {
        (await ImportAsync("week_ending,resource_name,hours,rate,complete_week\n2026-11-06,\"Day, J\u00FCrgen\",7.5,30,no\n")).Ok();
        var csv = (await _ann.Api.Get(At("/timesheets?format=csv"))).Ok().Text;
        var again = await _ann.CreateProjectAsync();

        (await _ann.Api.Post($"projects/{again.Id}/budget/timesheets/import", new StringContent("\uFEFF" + csv, Encoding.UTF8, "text/csv"))).Ok();

        (await _ann.Api.Get($"projects/{again.Id}/budget/timesheets?format=csv")).Ok().Text.ShouldBe(csv);
    }

    [Fact]
    public async Task A_budget_file_that_was_exported_is_exported_alike_after_its_import()
    {
        const string file = """
            metadata:
              project_name: Apollo
            rate_card:
              - {resource: Bo, geography: Onshore, rate: "$85", roll_off_date: 2026-11-08}
              - {resource: Bo, rate: 90}
            budget_ledger:
              - {amount: "12,500.00", date: 2026/1/5, note: Initial}
              - {amount: -500, note: Cut}
            timesheet_data:
              - {week_ending: 2026-11-06, resource: Bo, hours: 40, rate: 85, cost: 3400, complete_week: yes}
              - {week_ending: 2026-11-13, resource: Bo, hours: 10, complete_week: no}
            """;
        (await PostYamlAsync(_project.Id, file)).Ok().As<BudgetImportReport>().RateCardCount.ShouldBe(2);
        var first = (await _ann.Api.Get(At("/export"))).Ok().Text;
        first.ShouldContain("rate: 90.00");
        first.ShouldContain("cost: 900.00");

        var again = await _ann.CreateProjectAsync();
        (await PostYamlAsync(again.Id, first)).Ok();
        (await _ann.Api.Get($"projects/{again.Id}/budget/export")).Ok().Text.ShouldBe(first);
        (await _ann.Api.Get($"projects/{again.Id}/budget")).Ok().As<BudgetFigures>().TotalBudget.ShouldBe(12_000m);
    }

    [Fact]
    public async Task A_budget_file_takes_its_rates_to_another_organization_and_says_of_which_it_does_not()
    {
        const string file = """
            rate_card:
              - {resource: Bo, geography: Onshore, rate: 85, roll_off_date: 2026-11-08}
              - {resource: Bo, rate: 90}
            timesheet_data:
              - {week_ending: 2026-11-06, resource: Bo, hours: 40, rate: 85, cost: 3400}
              - {week_ending: 2026-11-13, resource: Bo, hours: 10}
            """;
        (await PostYamlAsync(_project.Id, file)).Ok();
        var exported = (await _ann.Api.Get(At("/export"))).Ok().Text;
        var edited = exported.Insert(exported.IndexOf("budget_ledger:", StringComparison.Ordinal), "  - resource: Bo\n    rate: 95.00\n");
        using var bob = await shared.Someone();
        var there = (await bob.CreateProjectAsync()).Id;

        var report = (await PostYamlAsync(there, edited, bob)).Ok();

        report.As<BudgetImportReport>().Problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            problem => (problem.Field, problem.Value, problem.Severity).ShouldBe(("rate_card.rate", "95.00", "warning")));
        (await bob.Api.Get("rate-cards")).Ok().As<RateCardList>().RateCards.Select(c => (c.ResourceName, c.Geography, c.HourlyRate, c.EffectiveTo)).ShouldBe(
            [("Bo", "Onshore", 85m, new DateOnly(2026, 11, 8)), ("Bo", null, 90m, null)]);
        (await bob.Api.Get($"projects/{there}/budget/export")).Ok().Text.ShouldBe(exported);
        (await bob.Api.Get($"projects/{there}/budget")).Ok().As<BudgetFigures>().BurnToDate.ShouldBe(4300m);
    }

    [Theory]
    [InlineData("items: []")]
    [InlineData("budget_ledger:\n  - {amount: lots}")]
    [InlineData("timesheet_data:\n  - {week_ending: 2026-11-06, resource: Bo, hours: -1, rate: 1}")]
    [InlineData("rate_card: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]")]
    public async Task A_file_that_is_no_budget_is_refused(string yaml)
    {
        (await PostYamlAsync(_project.Id, yaml)).ShouldFail(400);
        (await _ann.Api.Get(At("/timesheets"))).Ok()["total"].ShouldBe("0");
    }

    public Task DisposeAsync()
    {
        _ann.Dispose();
        return Task.CompletedTask;
    }

    private string At(string path) => $"projects/{_project.Id}/budget{path}";

    private Task<ApiAnswer> ImportAsync(string csv, string query = "") =>
        _ann.Api.Post(At("/timesheets/import" + query), new StringContent(csv, Encoding.UTF8, "text/csv"));

    private Task<ApiAnswer> PostYamlAsync(Guid project, string yaml, Person? person = null) =>
        (person ?? _ann).Api.Post($"projects/{project}/budget/import", new StringContent(yaml, Encoding.UTF8, "application/yaml"));
}
