using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>How a silo that loses an organization to another one goes about taking it back.</summary>
public sealed class OwnershipTests
{
    private readonly Ownership _ownership = new();

    [Fact]
    public void Who_was_never_taken_over_from_takes_at_once() => _ownership.Pause().ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Who_left_by_itself_takes_at_once()
    {
        _ownership.Lost();
        _ownership.Pause().ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(1, 50, 100)]
    [InlineData(2, 100, 200)]
    [InlineData(4, 400, 800)]
    [InlineData(100, 400, 800)]
    public void Who_is_taken_over_from_again_and_again_waits_longer_each_time(int times, int shortest, int longest)
    {
        for (var i = 0; i < times; i++)
        {
            _ownership.TakenOver();
        }

        _ownership.Pause().TotalMilliseconds.ShouldBeInRange(shortest, longest);
        _ownership.Losses.ShouldBe(times);
    }
}
