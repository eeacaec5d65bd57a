using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Limits;

/// <summary>
/// Keeps an organization of many people, each within what one may send, from taking the host for itself: of its requests so many a second
/// go on. Others wait for their turn, in order of arrival, and are refused at once where that would take nearly a second. Each host counts
/// for itself.
/// </summary>
internal sealed class OrganizationLimits : IDisposable
{
    // Refused is what would wait for longer: whoever is refused is told so within a second.
    private const double QueueSeconds = 0.9;

    // What may come at once after some quiet.
    private const double BurstSeconds = 0.2;

    // Those that waited go on a few at a time: many at once are what others would have to wait for.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, TokenBucketRateLimiter> _buckets = new();
    private readonly TokenBucketRateLimiterOptions _bucket;
    private readonly Timer _turns;
    private readonly int _perSecond;

    /// <summary>Counts nothing yet.</summary>
    public OrganizationLimits(IOptions<RateLimitOptions> options)
    {
        _perSecond = options.Value.OrganizationPerSecond;
        var period = Math.Max(Turn.TotalSeconds / 2, 1.0 / _perSecond);
        _bucket = new()
        {
            AutoReplenishment = false,
            ReplenishmentPeriod = TimeSpan.FromSeconds(period),
            TokensPerPeriod = (int)Math.Round(_perSecond * period),
            TokenLimit = Math.Max(1, (int)(_perSecond * BurstSeconds)),
            QueueLimit = (int)(_perSecond * QueueSeconds),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
        _turns = new Timer(_ => TakeTurns(), null, Turn, Turn);
    }

    /// <summary>Waits for a request's turn. RATE_LIMITED when its organization sends too many.</summary>
    public async ValueTask EnterAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        using var lease = await Acquire(organizationId, cancellationToken);
        if (!lease.IsAcquired)
        {
            throw Error.Busy($"More than {_perSecond} requests a second of this organization (RateLimits:OrganizationPerSecond); retry after 1 s.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turns.Dispose();
        foreach (var organization in _buckets.Keys)
        {
            Forget(organization);
        }
    }

    private ValueTask<RateLimitLease> Acquire(Guid organizationId, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return _buckets.GetOrAdd(organizationId, static (_, bucket) => new TokenBucketRateLimiter(bucket), _bucket).AcquireAsync(1, cancellationToken);
            }
            catch (ObjectDisposedException)
            {
                // Forgotten between the two: there is another one now.
            }
        }
    }

    private void TakeTurns()
    {
        foreach (var (organization, bucket) in _buckets)
        {
            bucket.TryReplenish();
            if (bucket.IdleDuration > Forgotten)
            {
                Forget(organization);
            }
        }
    }

    // Taken out first: who finds it disposed makes another.
    private void Forget(Guid organization)
    {
        if (_buckets.TryRemove(organization, out var bucket))
        {
            bucket.Dispose();
        }
    }
}
