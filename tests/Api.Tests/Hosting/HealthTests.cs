using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Hosting;

public sealed class HealthTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task A_host_says_what_it_runs_on()
    {
        using var client = shared.Host.Client();
        var report = (await client.Get("/health")).Ok().Json;
        report.GetProperty("status").GetString().ShouldBe("ready");
        report.GetProperty("engine").GetProperty("name").GetString().ShouldBeOneOf("orleans", "embedded");
        report.GetProperty("engine").GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        report.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        report.GetProperty("silos").GetInt32().ShouldBe(1);
        report.GetProperty("databases").GetProperty("central").GetString().ShouldBe("reachable");
        (await client.Get("/health/live")).Ok();
        (await client.Get("/health/ready")).Ok();
        shared.Host.Log.Split('\n')[0].ShouldContain(report.GetProperty("engine").GetProperty("name").GetString()!);
    }

    [Fact]
    public async Task Organizations_are_counted()
    {
        using var person = await shared.Someone();
        // The report is kept for a second.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        (await person.Api.Get("/health")).Ok().Json.GetProperty("databases").GetProperty("organizations").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_host_does_not_tell_what_serves_it()
    {
        using var client = shared.Host.Client();
        (await client.Get("/health/live")).Headers.ContainsKey("Server").ShouldBeFalse();
    }
}
