using System.Security.Cryptography;
using BraidMgr.Api.Auth;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Hosting;

/// <summary>The central database, and whoever else tells the keys of tokens, may be away: what is known goes on.</summary>
public sealed class CentralLostTests
{
    [Fact, Trait("Category", "Long")]
    public async Task A_host_that_has_served_stays_in_service_and_says_what_is_away()
    {
        await using var host = await BraidHost.StartAloneAsync();
        using var ann = await Person.RegisterAsync(host);
        var project = $"projects/{(await ann.CreateProjectAsync()).Id}";
        (await ann.Api.Get(project)).Ok();
        (await ann.Api.Get("/health/ready")).Ok();
        await host.Postgres.KillAsync();

        await Eventually.Holds(async () => Central(await ann.Api.Get("/health")) == "unreachable");

        (await ann.Api.Get("/health/ready")).Ok();
        (await ann.Api.Get(project)).Ok();
        await host.Postgres.StartAsync();
        await Eventually.Holds(async () => Central(await ann.Api.Get("/health")) == "reachable");
    }

    [Fact]
    public async Task Keys_that_are_known_verify_on_when_nobody_can_be_asked_and_few_ask()
    {
        var (time, asked, isAway) = (new Clock(), 0, false);
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        IReadOnlyList<VerificationKey> all = [new("known", pair.ExportSubjectPublicKeyInfo())];
        using var keys = new VerificationKeys(
            () =>
            {
                asked++;
                return isAway ? throw Error.Unavailable("away") : Task.FromResult(all);
            },
            time);
        (await Find("known")).ShouldBeTrue();
        (await Find("made up")).ShouldBeFalse();
        (isAway, time.Passed) = (true, TimeSpan.FromMinutes(6));

        for (var i = 0; i < 10; i++)
        {
            (await Find("known")).ShouldBeTrue();
            (await Should.ThrowAsync<BraidException>(() => Find("new"))).Kind.ShouldBe(ErrorKind.Unavailable);
        }

        asked.ShouldBe(2);
        (isAway, time.Passed) = (false, TimeSpan.FromMinutes(7));
        (await Find("new")).ShouldBeFalse();
        asked.ShouldBe(3);

        async Task<bool> Find(string kid) => await keys.FindAsync(kid, CancellationToken.None) is not null;
    }

    private static string? Central(ApiAnswer health) => health.Ok().Json.GetProperty("databases").GetProperty("central").GetString();

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
