using BraidMgr.Api.Limits;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Errors;
using BraidMgr.Silo.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BraidMgr.Api.Tests.Hosting;

/// <summary>The limits of a host whose cluster answers nothing.</summary>
public sealed class LoneRateLimitTests
{
    [Fact]
    public async Task Requests_to_sign_in_are_counted_by_the_host_alone()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.AddBraidMgrEngine();
        builder.Services.AddSingleton<TimeProvider>(new StandingClock()).AddSingleton<RateLimits>()
            .Configure<RateLimitOptions>(limits => limits.AuthPerMinute = 2);
        // It is not started: no silo takes calls.
        using var host = builder.Build();
        var limits = host.Services.GetRequiredService<RateLimits>();
        var http = new DefaultHttpContext();
        foreach (var remaining in new[] { "1", "0" })
        {
            await limits.CountAsync(http, new Exchange("a"), RouteGroup.Auth);
            http.Response.Headers["X-RateLimit-Remaining"].ToString().ShouldBe(remaining);
        }

        var refused = await Should.ThrowAsync<BraidException>(() => limits.CountAsync(http, new Exchange("a"), RouteGroup.Auth).AsTask());

        (refused.Kind, refused.RetryAfterSeconds).ShouldBe((ErrorKind.RateLimited, 60));
        http.Response.Headers["X-RateLimit-Limit"].ToString().ShouldBe("2");
        http.Response.Headers["X-RateLimit-Remaining"].ToString().ShouldBe("0");
    }

    // A full minute, which does not end.
    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    }
}
