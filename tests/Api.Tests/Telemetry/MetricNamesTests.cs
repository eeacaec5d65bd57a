using System.Text.RegularExpressions;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Telemetry;

/// <summary>Dashboard and documents name metrics as a host does.</summary>
public sealed class MetricNamesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    // Only a cluster has places, and it counts them only where Engine:MeasurePlacement says so.
    private const string Placement = "braid_org_calls_total";

    [Theory]
    [InlineData("deploy", "grafana.json")]
    [InlineData("docs", "operations.md")]
    public async Task What_is_to_be_watched_is_measured(string folder, string file)
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        (await ann.Api.Get($"projects/{Guid.NewGuid()}")).ShouldFail(404);
        var measured = Names((await ann.Api.Get("/metrics")).Ok().Text);

        var watched = Names(await File.ReadAllTextAsync(Repository.File(folder, file)));

        watched.Count.ShouldBeGreaterThan(5);
        watched.Where(name => name != Placement && !measured.Contains(name)).ShouldBeEmpty();
    }

    private static HashSet<string> Names(string text) =>
        [.. Regex.Matches(text, @"\b(?:braid|http|orleans|dotnet)_[a-z_]+[a-z]\b").Select(match => match.Value)];
}
