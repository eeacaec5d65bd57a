using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>Who waits too long is told whether that is the organization's own doing.</summary>
public sealed class QueryGateTests
{
    [Fact]
    public async Task Who_waits_too_long_is_refused_as_unavailable_until_the_database_has_answered_once_and_as_rate_limited_from_then_on()
    {
        var gate = new QueryGate(new PoolOptions { MaxSize = 2, QueryWaitMilliseconds = 50 });
        using (await gate.Enter(default))
        {
            (await RefusalAsync(gate)).ShouldBe(ErrorKind.Unavailable);
        }

        using (await gate.Enter(default))
        {
            (await RefusalAsync(gate)).ShouldBe(ErrorKind.RateLimited);
        }
    }

    [Fact]
    public async Task Who_waits_too_long_is_refused_also_while_others_before_it_end()
    {
        var gate = new QueryGate(new PoolOptions { MaxSize = 2, QueryWaitMilliseconds = 300 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => OutcomeOfAsync(gate)));

        outcomes[0].ShouldBeNull();
        outcomes.OfType<ErrorKind>().ToHashSet().ShouldBe([ErrorKind.RateLimited]);
        gate.Waiting.ShouldBe(0);
    }

    private static async Task<ErrorKind?> OutcomeOfAsync(QueryGate gate)
    {
        try
        {
            using var slot = await gate.Enter(default);
            await Task.Delay(20);
            return null;
        }
        catch (BraidException refused)
        {
            return refused.Kind;
        }
    }

    private static async Task<ErrorKind> RefusalAsync(QueryGate gate)
    {
        var refused = await Should.ThrowAsync<BraidException>(() => gate.Enter(default));
        refused.RetryAfterSeconds.ShouldBe(1);
        return refused.Kind;
    }
}
