using System.Diagnostics;

namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class MixTests(EngineHost engine)
{
    private static readonly TimeSpan Duration =
        TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("BRAID_TEST_MIX_SECONDS") ?? "3"));

    [Fact]
    public async Task Whatever_happens_at_once_every_call_is_answered_and_turns_stay_single()
    {
        var firstKey = Random.Shared.NextInt64();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var value = 1; watch.Elapsed < Duration; value++)
            {
                (await Answer(random, firstKey + random.Next(6), value)).ShouldBe(value);
            }
        })));
    }

    /// <summary>Orleans refuses what it passed on to a new activation twice; that is an answer too.</summary>
    private async Task<int> Answer(Random random, long key, int value)
    {
        try
        {
            return await Call(random, key, value);
        }
        catch (OrleansMessageRejectionException)
        {
            return value;
        }
    }

    private async Task<int> Call(Random random, long key, int value)
    {
        IMixGrain grain = random.Next(2) == 0
            ? engine.Grains.GetGrain<IStrictMixGrain>(key)
            : engine.Grains.GetGrain<IReentrantMixGrain>(key);
        switch (random.Next(100))
        {
            case < 30: return await grain.AtOnce(value);
            case < 50: return await grain.InTurns(value, random.Next(4));
            case < 60: return await grain.Onward(value, random.Next(5));
            case < 62: return await grain.Leave(value);
            case < 75: return await grain.Interrupt(value);
            case < 90: return await grain.Read(value);
            case < 95: return await GiveUp(grain, random, value);
            default:
                await grain.Tell(value);
                return value;
        }
    }

    /// <summary>Cancels before, while or after the request runs; it must end at once either way.</summary>
    private static async Task<int> GiveUp(IMixGrain grain, Random random, int value)
    {
        using var cancellation = new CancellationTokenSource(random.Next(4));
        try
        {
            return await grain.Wait(value, random.Next(4), cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            return value;
        }
    }
}
