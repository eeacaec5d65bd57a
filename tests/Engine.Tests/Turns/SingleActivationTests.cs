using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

public interface ICounterGrain : IGrainWithStringKey
{
    Task Add(int amount);

    Task<int> Total();
}

public sealed class CounterGrain(Journal journal) : Grain, ICounterGrain
{
    private int _total;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(20, cancellationToken);
        journal.Write(this.GetPrimaryKeyString(), "activated");
    }

    /// <summary>Reads, gives others every chance to get in between, and writes.</summary>
    public async Task Add(int amount)
    {
        var total = _total;
        await Task.Yield();
        _total = total + amount;
    }

    public Task<int> Total() => Task.FromResult(_total);
}

[Collection(SharedEngine.Name)]
public sealed class SingleActivationTests(EngineHost engine)
{
    [Fact]
    public async Task Many_callers_at_once_meet_one_activation_and_no_addition_is_lost()
    {
        var key = Some.Key();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 250; i++)
            {
                await engine.Grains.GetGrain<ICounterGrain>(key).Add(1);
            }
        })));
        (await engine.Grains.GetGrain<ICounterGrain>(key).Total()).ShouldBe(4000);
        engine.Services.GetRequiredService<Journal>().Read(key).ShouldBe(["activated"]);
    }

    [Fact]
    public async Task Grains_of_different_keys_share_nothing()
    {
        var one = engine.Grains.GetGrain<ICounterGrain>(Some.Key());
        var other = engine.Grains.GetGrain<ICounterGrain>(Some.Key());
        await one.Add(1);
        (await one.Total()).ShouldBe(1);
        (await other.Total()).ShouldBe(0);
    }
}
