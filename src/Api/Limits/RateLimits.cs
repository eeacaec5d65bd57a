using System.Globalization;
using System.Threading.RateLimiting;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Limits;

/// <summary>
/// Counts requests per client, route group and minute. A client is the person, and before sign-in the network. A minute's counter
/// is dropped by itself once the minute is over.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly RateLimitOptions _options;
    private readonly TimeProvider _time;
    private readonly PartitionedRateLimiter<Counter> _limiter;

    public RateLimits(IOptions<RateLimitOptions> options, IHostEnvironment environment, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        AreOn = _options.Enabled ?? !environment.IsDevelopment();
        _limiter = PartitionedRateLimiter.Create<Counter, Counter>(counter => RateLimitPartition.GetFixedWindowLimiter(counter, Limiter));
    }

    /// <summary>Whether requests are counted.</summary>
    public bool AreOn { get; }

    /// <summary>Counts a request and tells the client how it stands; RATE_LIMITED when it sends too many.</summary>
    public void Count(HttpContext http, Exchange exchange, RouteGroup group)
    {
        if (!AreOn || group == RouteGroup.Operations)
        {
            return;
        }

        var client = exchange.Caller?.UserId.ToString() ?? ClientNetwork.Of(http.Connection.RemoteIpAddress);
        Acquire(group, client, (remaining, reset) => Tell(http.Response, Limit(group), remaining, reset));
    }

    /// <summary>Counts what a person does over a connection; RATE_LIMITED when it is too much.</summary>
    public void Count(Guid userId, RouteGroup group)
    {
        if (AreOn)
        {
            Acquire(group, userId.ToString(), static (_, _) => { });
        }
    }

    private void Acquire(RouteGroup group, string client, Action<long, long> tell)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var counter = new Counter(group, client, now / (long)Window.TotalSeconds);
        using var lease = _limiter.AttemptAcquire(counter);
        var reset = (counter.Minute + 1) * (long)Window.TotalSeconds;
        tell(_limiter.GetStatistics(counter)?.CurrentAvailablePermits ?? 0, reset);
        if (!lease.IsAcquired)
        {
            throw Error.Busy($"More than {Limit(group)} requests in this minute; wait {reset - now} s.", (int)(reset - now));
        }
    }

    public void Dispose() => _limiter.Dispose();

    private int Limit(RouteGroup group) => group switch
    {
        RouteGroup.Auth => _options.AuthPerMinute,
        RouteGroup.Chat => _options.ChatPerMinute,
        _ => _options.OthersPerMinute,
    };

    // The counter is of one minute only; the window just has to outlast it.
    private FixedWindowRateLimiterOptions Limiter(Counter counter) =>
        new() { PermitLimit = Limit(counter.Group), Window = Window, QueueLimit = 0 };

    private static void Tell(HttpResponse response, long limit, long remaining, long reset)
    {
        response.Headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
    }

    private readonly record struct Counter(RouteGroup Group, string Client, long Minute);
}
