using System.Globalization;
using BraidMgr.Api.Auth;
using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Auth;

public sealed class TokenCacheTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void It_remembers_a_token_until_it_expires_and_not_a_moment_longer()
    {
        var cache = new TokenCache(100, _clock);
        cache.Add("Bearer a", Token(TimeSpan.FromMinutes(15)));
        _clock.Now += TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1);
        cache.Find("Bearer a").ShouldNotBeNull();
        _clock.Now += TimeSpan.FromTicks(1);
        cache.Find("Bearer a").ShouldBeNull();
    }

    [Fact]
    public void It_tells_tokens_apart_that_end_alike()
    {
        var cache = new TokenCache(100, _clock);
        cache.Add("Bearer a-the-same-signature-at-the-end", Token(TimeSpan.FromMinutes(1)));
        cache.Find("Bearer b-the-same-signature-at-the-end").ShouldBeNull();
    }

    [Fact]
    public void It_never_holds_more_than_its_bound_and_keeps_what_is_in_use()
    {
        var cache = new TokenCache(100, _clock);
        cache.Add("in use", Token(TimeSpan.FromHours(1)));
        for (var i = 0; i < 10_000; i++)
        {
            cache.Add(i.ToString(CultureInfo.InvariantCulture), Token(TimeSpan.FromHours(1)));
            cache.Find("in use").ShouldNotBeNull();
        }

        Enumerable.Range(0, 10_000).Count(i => cache.Find(i.ToString(CultureInfo.InvariantCulture)) is not null).ShouldBeInRange(1, 100);
    }

    private VerifiedToken Token(TimeSpan life) =>
        new(new Caller(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), _clock.Now), _clock.Now + life);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
