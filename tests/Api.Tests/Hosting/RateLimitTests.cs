using System.Globalization;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Hosting;

/// <summary>A host that counts requests, and believes one proxy about where they come from.</summary>
public sealed class RateLimitTests(RateLimitTests.CountingHost counting) : IClassFixture<RateLimitTests.CountingHost>
{
    private readonly BraidHost _host = counting.Host;

    [Fact]
    public async Task One_request_too_many_is_429_and_says_when_to_come_back()
    {
        using var client = _host.Client();
        await AtTheBeginningOfAMinuteAsync();
        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add(await client.Post("auth/login", new { email = "x@example.com", password = "wrong" }, From("198.51.100.7")));
        }

        answers.Take(5).ShouldAllBe(a => a.Code == 401);
        answers.Select(a => a.Headers["X-RateLimit-Remaining"]).ShouldBe(["4", "3", "2", "1", "0", "0"]);
        answers[5].ShouldFail(429).Error.ShouldBe("RATE_LIMITED");
        int.Parse(answers[5].Headers["Retry-After"], CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        answers[5].Headers["X-RateLimit-Limit"].ShouldBe("5");
        long.Parse(answers[5].Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture)
            .ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds());

        // The network counts and not the address; another network is another client.
        (await client.Post("auth/logout", null, From("198.51.100.8"))).ShouldFail(429);
        (await client.Post("auth/logout", null, From("198.51.101.8"))).Ok();
        (await client.Get("/health/live", From("198.51.100.7"))).Ok();
    }

    [Fact]
    public async Task A_signed_in_person_is_counted_as_one_wherever_the_requests_come_from()
    {
        using var person = await Person.RegisterAsync(_host);
        await AtTheBeginningOfAMinuteAsync();
        for (var i = 0; i < 20; i++)
        {
            (await person.Api.Get("projects", From($"203.0.{i}.1"))).Ok();
        }

        (await person.Api.Get("projects", From("203.0.113.1"))).ShouldFail(429);
        using var other = _host.Client();
        (await other.Get("projects", From("203.0.113.1"))).ShouldFail(401);
    }

    private static (string, string) From(string address) => ("X-Forwarded-For", address);

    // The windows are those of the clock; a test that straddles two of them would count anew.
    private static async Task AtTheBeginningOfAMinuteAsync()
    {
        var second = DateTimeOffset.UtcNow.Second;
        if (second > 40)
        {
            await Task.Delay(TimeSpan.FromSeconds(61 - second));
        }
    }

    /// <summary>A host that counts.</summary>
    public sealed class CountingHost : IAsyncLifetime
    {
        public BraidHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await BraidHost.StartAsync(
            null,
            ("BRAID__RATELIMITS__ENABLED", "true"),
            ("BRAID__RATELIMITS__AUTHPERMINUTE", "5"),
            ("BRAID__RATELIMITS__OTHERSPERMINUTE", "20"),
            ("BRAID__API__KNOWNPROXIES__0", "127.0.0.1"));

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
