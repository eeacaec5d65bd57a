using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class CallTests(EngineHost engine)
{
    private ICounterGrain NewCounter() => engine.Grains.GetGrain<ICounterGrain>(Guid.NewGuid().ToString());

    [Fact]
    public async Task A_call_returns_what_the_method_returns()
    {
        var counter = NewCounter();
        (await counter.Add(3)).ShouldBe(3);
        (await counter.Add(4)).ShouldBe(7);
        (await counter.AddLater(1)).ShouldBe(8);
    }

    [Fact]
    public async Task Many_callers_at_once_meet_one_activation_and_no_addition_is_lost()
    {
        var counter = NewCounter();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await counter.AddSlowly(1);
            }
        })));
        (await counter.Add(0)).ShouldBe(4000);
        engine.Services.GetRequiredService<Journal>().Read(counter.GetPrimaryKeyString()).ShouldBe(["activated"]);
    }
}
