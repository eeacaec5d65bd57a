using BraidMgr.Contracts;

namespace BraidMgr.Grains.Tests.Accounts;

[Collection(SharedGrains.Name)]
public sealed class SignInRequestsTests(GrainsHost host)
{
    [Fact]
    public async Task Requests_count_for_their_client_until_the_minute_of_the_clock_is_over()
    {
        var (one, other) = (Guid.NewGuid().ToString(), "198.51.100.0/24");
        ToTheNextMinute();
        for (var i = 1; i <= 30; i++)
        {
            (await host.Grains.SignInRequests(one).Count()).ShouldBe(i);
        }

        (await host.Grains.SignInRequests(other).Count()).ShouldBe(1);
        ToTheNextMinute();
        (await host.Grains.SignInRequests(one).Count()).ShouldBe(1);
    }

    private void ToTheNextMinute() =>
        host.Time.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (host.Time.GetUtcNow().Ticks % TimeSpan.TicksPerMinute)));
}
