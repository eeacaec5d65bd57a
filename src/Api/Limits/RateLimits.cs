using System.Globalization;
using System.Threading.RateLimiting;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Limits;

/// <summary>
/// Counts requests per client, route group and minute. A client is the person, and before sign-in the network. A minute's counter
/// is dropped by itself once the minute is over. Each host counts for itself, and what is sent to sign in is counted over the cluster too.
/// </summary>
internal sealed partial class RateLimits : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // What the cluster does not say in this time is decided without it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly RateLimitOptions _options;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<RateLimits> _logger;
    private readonly PartitionedRateLimiter<Counter> _limiter;
    private readonly OrganizationLimits? _organizations;

    public RateLimits(
        IOptions<RateLimitOptions> options, IHostEnvironment environment, IGrainFactory grains, TimeProvider time, ILogger<RateLimits> logger)
    {
        (_options, _grains, _time, _logger) = (options.Value, grains, time, logger);
        AreOn = _options.Enabled ?? !environment.IsDevelopment();
        _organizations = AreOn ? new(options) : null;
        _limiter = PartitionedRateLimiter.Create<Counter, Counter>(counter => RateLimitPartition.GetFixedWindowLimiter(counter, Limiter));
    }

    /// <summary>Whether requests are counted.</summary>
    public bool AreOn { get; }

    /// <summary>Counts a request and tells the client how it stands; RATE_LIMITED when it sends too many.</summary>
    public async ValueTask CountAsync(HttpContext http, Exchange exchange, RouteGroup group)
    {
        if (!AreOn || group == RouteGroup.Operations)
        {
            return;
        }

        var client = exchange.Caller?.UserId.ToString() ?? ClientNetwork.Of(http.Connection.RemoteIpAddress);
        var count = Acquire(group, client);
        // Who has sent one host too many has sent the cluster too many: nobody need be asked.
        if (group == RouteGroup.Auth && count.IsWithin)
        {
            count = count.AtLeast(await CountInClusterAsync(client));
        }

        Tell(http.Response, count);
        Require(count);
        if (_organizations is not null && exchange.Caller is { OrganizationId: var organization } && organization != Guid.Empty)
        {
            await _organizations.EnterAsync(organization, http.RequestAborted);
        }
    }

    /// <summary>Counts what a person does over a connection; RATE_LIMITED when it is too much.</summary>
    public void Count(Guid userId, RouteGroup group)
    {
        if (AreOn)
        {
            Require(Acquire(group, userId.ToString()));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limiter.Dispose();
        _organizations?.Dispose();
    }

    private Standing Acquire(RouteGroup group, string client)
    {
        var counter = new Counter(group, client, _time.GetUtcNow().ToUnixTimeSeconds() / (long)Window.TotalSeconds);
        using var lease = _limiter.AttemptAcquire(counter);
        var left = _limiter.GetStatistics(counter)?.CurrentAvailablePermits ?? 0;
        var limit = Limit(group);
        return new(limit, lease.IsAcquired ? limit - left : limit + 1L, (counter.Minute + 1) * (long)Window.TotalSeconds);
    }

    /// <summary>The client's requests of this minute to any host; 0 when the cluster does not say: this host's own count holds then.</summary>
    private async Task<int> CountInClusterAsync(string client)
    {
        try
        {
            return await _grains.SignInRequests(client).Count().WaitAsync(Patience, _time);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever keeps the cluster from counting, nobody is turned away for it, and nobody is let in without a limit.
            LogNotCounted(error);
            return 0;
        }
    }

    private void Require(Standing count)
    {
        if (!count.IsWithin)
        {
            var wait = Math.Max(1, count.Reset - _time.GetUtcNow().ToUnixTimeSeconds());
            throw Error.Busy($"More than {count.Limit} requests in this minute; wait {wait} s.", (int)wait);
        }
    }

    private int Limit(RouteGroup group) => group switch
    {
        RouteGroup.Auth => _options.AuthPerMinute,
        RouteGroup.Chat => _options.ChatPerMinute,
        _ => _options.OthersPerMinute,
    };

    // The counter is of one minute only; the window just has to outlast it.
    private FixedWindowRateLimiterOptions Limiter(Counter counter) =>
        new() { PermitLimit = Limit(counter.Group), Window = Window, QueueLimit = 0 };

    private static void Tell(HttpResponse response, Standing count)
    {
        response.Headers["X-RateLimit-Limit"] = count.Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Remaining"] = Math.Max(0, count.Limit - count.Requests).ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Reset"] = count.Reset.ToString(CultureInfo.InvariantCulture);
    }

    [LoggerMessage(LogLevel.Warning, "Requests to sign in could not be counted over the cluster: this host counts its own")]
    private partial void LogNotCounted(Exception error);

    private readonly record struct Counter(RouteGroup Group, string Client, long Minute);

    /// <summary>How a client stands: its requests of a minute, the last one included, and the second at which the minute is over.</summary>
    private readonly record struct Standing(long Limit, long Requests, long Reset)
    {
        public bool IsWithin => Requests <= Limit;

        public Standing AtLeast(long requests) => this with { Requests = Math.Max(Requests, requests) };
    }
}
