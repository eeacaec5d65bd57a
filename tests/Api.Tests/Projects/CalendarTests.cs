using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Indicators and forecasts count the days on which the organization works.</summary>
public sealed class CalendarTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Holidays_make_work_trend_late_from_the_next_request_on()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var finish = today.AddDays(60);
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = "Half", percent_complete = 50, duration_days = 60, finish_date = finish })).Ok();
        (await IndicatorAsync(ann, project)).ShouldBe(Indicator.InProgress);

        var holidays = Enumerable.Range(0, 61).Select(today.AddDays).ToList();
        (await ann.Api.Put("orgs/current", new { holidays })).Ok().As<Organization>().Holidays.Count.ShouldBe(61);
        (await IndicatorAsync(ann, project)).ShouldBe(Indicator.TrendingLate);
        (await ann.Api.Get($"projects/{project.Id}/critical-path")).Ok().As<CriticalPath>().Finish.ShouldNotBe(finish);

        (await ann.Api.Put("orgs/current", new { holidays = Array.Empty<string>() })).Ok();
        (await IndicatorAsync(ann, project)).ShouldBe(Indicator.InProgress);
    }

    [Fact]
    public async Task Working_days_and_logo_are_kept_and_shown()
    {
        using var ann = await shared.Someone();
        (await ann.Api.Put("orgs/current", new { working_days = new[] { "sunday", "monday" }, logo_url = "https://example.com/logo.png" })).Ok();
        var shown = (await ann.Api.Get("orgs/current")).Ok().As<Organization>();
        shown.WorkingDays.ShouldBe(["monday", "sunday"]);
        shown.LogoUrl.ShouldBe("https://example.com/logo.png");
        (await ann.Api.Put("orgs/current", """{"logo_url":null}""")).Ok().As<Organization>().LogoUrl.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"working_days":[]}""", "working_days")]
    [InlineData("""{"working_days":["monday","monday"]}""", "working_days")]
    [InlineData("""{"working_days":["Funday"]}""", "working_days")]
    [InlineData("""{"logo_url":"http://example.com/logo.png"}""", "logo_url")]
    [InlineData("""{"logo_url":"javascript:alert(1)"}""", "logo_url")]
    public async Task Settings_that_make_no_sense_are_refused(string body, string field)
    {
        using var ann = await shared.Someone();
        (await ann.Api.Put("orgs/current", body)).ShouldFail(400).Json.GetProperty("details").TryGetProperty(field, out _).ShouldBeTrue();
    }

    private static async Task<Indicator?> IndicatorAsync(Person person, Project project) =>
        (await person.Api.Get($"projects/{project.Id}/items/1")).Ok().As<Item>().Indicator;
}
