using BraidMgr.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

/// <summary>Stays although idle.</summary>
public interface IStayingGrain : IGrainWithStringKey
{
    Task<Guid> Activation();
}

[KeepAlive]
public sealed class StayingGrain : Grain, IStayingGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> Activation() => Task.FromResult(_activation);
}

/// <summary>A host whose grains go after three idle seconds.</summary>
public sealed class ForgetfulEngine : EngineHost
{
    protected override void Configure(EngineOptions options)
    {
        base.Configure(options);
        options.CollectionAge = TimeSpan.FromSeconds(3);
    }
}

public sealed class IdleTests(ForgetfulEngine engine) : IClassFixture<ForgetfulEngine>
{
    private readonly Journal _journal = engine.Services.GetRequiredService<Journal>();

    [Fact]
    public async Task An_idle_activation_goes_and_says_why()
    {
        var grain = engine.Grains.GetGrain<ILifeGrain>(Some.Key());
        var first = await grain.Activation();
        (await _journal.WaitFor(grain.GetPrimaryKeyString(), 3))
            .ShouldBe(["activated", "deactivated: ActivationIdle", "disposed"]);
        (await grain.Activation()).ShouldNotBe(first);
    }

    [Fact]
    public async Task An_activation_in_use_stays()
    {
        var grain = engine.Grains.GetGrain<ILifeGrain>(Some.Key());
        var first = await grain.Activation();
        for (var i = 0; i < 12; i++)
        {
            await Task.Delay(500);
            (await grain.Activation()).ShouldBe(first);
        }
    }

    [Fact]
    public async Task An_activation_that_delays_its_end_or_is_kept_alive_stays()
    {
        var staying = engine.Grains.GetGrain<IStayingGrain>(Some.Key());
        var delaying = engine.Grains.GetGrain<ILifeGrain>(Some.Key());
        var before = await Task.WhenAll(staying.Activation(), delaying.Activation());
        await delaying.DelayDeactivation(TimeSpan.FromMinutes(1));
        await Task.Delay(TimeSpan.FromSeconds(8));
        (await Task.WhenAll(staying.Activation(), delaying.Activation())).ShouldBe(before);
    }

    [Fact]
    public async Task Ticks_of_a_timer_are_no_use_of_the_grain_unless_they_keep_it_alive()
    {
        var passive = engine.Grains.GetGrain<ITimerGrain>(Some.Key());
        var active = engine.Grains.GetGrain<ITimerGrain>(Some.Key());
        await passive.Start(new TimerSetup(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)));
        await active.Start(new TimerSetup(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200), KeepAlive: true));
        await Task.Delay(TimeSpan.FromSeconds(8));
        _journal.Read(passive.GetPrimaryKeyString()).ShouldContain("deactivated");
        _journal.Read(active.GetPrimaryKeyString()).ShouldNotContain("deactivated");
    }
}
