using System.Diagnostics;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Hosting;

/// <summary>A host that lets one organization's people send twenty requests a second.</summary>
public sealed class OrganizationLimitTests : IAsyncLifetime
{
    private BraidHost _host = null!;

    public async Task InitializeAsync() => _host = await BraidHost.StartAsync(
        null, ("BRAID__RATELIMITS__ENABLED", "true"), ("BRAID__RATELIMITS__AUTHPERMINUTE", "1000"),
        ("BRAID__RATELIMITS__OTHERSPERMINUTE", "1000000"), ("BRAID__RATELIMITS__ORGANIZATIONPERSECOND", "20"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task People_of_an_organization_that_send_too_much_together_wait_or_are_refused_and_others_are_not()
    {
        using var owner = await Person.RegisterAsync(_host);
        using var member = await owner.InviteAsync(_host);
        using var other = await Person.RegisterAsync(_host);
        await Task.Delay(TimeSpan.FromSeconds(1));

        // Four go on at once and eighteen wait for their turn: for 0.9 s.
        var clock = Stopwatch.StartNew();
        var flood = Enumerable.Range(0, 200)
            .Select(async i => (Answer: await (i % 2 == 0 ? owner : member).Api.Get("projects"), After: clock.Elapsed)).ToList();
        (await other.Api.Get("projects")).Ok();
        var answers = await Task.WhenAll(flood);

        var refused = answers.Where(one => one.Answer.Code == 429).ToList();
        var served = answers.Where(one => one.Answer.Code == 200).ToList();
        (served.Count + refused.Count).ShouldBe(200);
        served.Count.ShouldBeGreaterThanOrEqualTo(22);
        refused.Count.ShouldBeGreaterThan(0);
        refused.ShouldAllBe(one => one.Answer.Headers["Retry-After"] == "1");
        served.Max(one => one.After).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500));

        // When it has been quiet again, it is served at once.
        await Task.Delay(TimeSpan.FromSeconds(1));
        (await owner.Api.Get("projects")).Ok();
    }
}
