using System.Globalization;
using System.Net;
using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>How often a client may ask to sign in, whichever host of a cluster it asks.</summary>
[Collection(FaultServer.Name)]
public sealed class RateLimitsAcrossHostsTests(FaultServer server)
{
    private const int Limit = 8;

    [ClusterFact, Trait("Category", "Long")]
    public async Task Requests_to_sign_in_count_over_all_hosts_and_over_each_while_no_silo_counts_them()
    {
        await using var installation = await Installation.StartClusterAsync(
            server, silos: 1, hosts: 2, organizations: 0,
            ("BRAID__RATELIMITS__ENABLED", "true"), ("BRAID__RATELIMITS__AUTHPERMINUTE", Limit.ToString(CultureInfo.InvariantCulture)));
        using var here = new HttpClient { BaseAddress = installation.Hosts[0].Address };
        using var there = new HttpClient { BaseAddress = installation.Hosts[1].Address };
        await AtTheBeginningOfAMinuteAsync();
        for (var i = 1; i <= Limit; i++)
        {
            (await Logout(i % 2 == 0 ? here : there)).ShouldBe((HttpStatusCode.OK, Limit - i));
        }

        (await Logout(here)).ShouldBe((HttpStatusCode.TooManyRequests, 0));
        (await Logout(there)).ShouldBe((HttpStatusCode.TooManyRequests, 0));

        // Each has counted Limit / 2 + 1 of its own.
        await installation.Silos[0].KillAsync();
        for (var left = (Limit / 2) - 2; left >= 0; left--)
        {
            (await Logout(here)).ShouldBe((HttpStatusCode.OK, left));
            (await Logout(there)).ShouldBe((HttpStatusCode.OK, left));
        }

        (await Logout(here)).ShouldBe((HttpStatusCode.TooManyRequests, 0));
        (await Logout(there)).ShouldBe((HttpStatusCode.TooManyRequests, 0));
    }

    private static async Task<(HttpStatusCode Status, int Remaining)> Logout(HttpClient host)
    {
        using var answer = await host.PostAsync(new Uri("/api/v1/auth/logout", UriKind.Relative), null);
        answer.Headers.GetValues("X-RateLimit-Limit").ShouldBe([Limit.ToString(CultureInfo.InvariantCulture)]);
        (answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(answer.Headers.RetryAfter is not null);
        return (answer.StatusCode, int.Parse(answer.Headers.GetValues("X-RateLimit-Remaining").Single(), CultureInfo.InvariantCulture));
    }

    // All of it within one minute of the clock, in which each request may wait 2 s for the silo that is gone.
    private static async Task AtTheBeginningOfAMinuteAsync()
    {
        var second = DateTimeOffset.UtcNow.Second;
        if (second > 30)
        {
            await Task.Delay(TimeSpan.FromSeconds(61 - second));
        }
    }
}
