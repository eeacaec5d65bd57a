using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class TimerTests(EngineHost engine)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private readonly Journal _journal = engine.Services.GetRequiredService<Journal>();
    private readonly ITimerGrain _grain = engine.Grains.GetGrain<ITimerGrain>(Some.Key());

    private string Key => _grain.GetPrimaryKeyString();

    [Fact]
    public async Task A_timer_fires_when_due_and_then_every_period_in_turns_of_the_grain()
    {
        await _grain.Start(new TimerSetup(Short, Short, Milliseconds: 1));
        (await _journal.WaitFor(Key, 4)).ShouldAllBe(static entry => entry == "tick");
    }

    [Fact]
    public async Task A_timer_without_a_period_fires_once()
    {
        await _grain.Start(new TimerSetup(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        await _journal.WaitFor(Key, 1);
        await Task.Delay(300);
        _journal.Read(Key).ShouldBe(["tick"]);
    }

    [Fact]
    public async Task A_tick_never_meets_the_one_before()
    {
        await _grain.Start(new TimerSetup(Short, TimeSpan.FromMilliseconds(1), Interleave: true, Milliseconds: 100));
        (await _journal.WaitFor(Key, 4)).ShouldAllBe(static entry => entry == "tick");
    }

    [Fact]
    public async Task A_tick_waits_until_the_running_request_has_completed()
    {
        await _grain.Start(new TimerSetup(Short, Timeout.InfiniteTimeSpan));
        await _grain.Stay(500);
        (await _journal.WaitFor(Key, 1)).ShouldBe(["tick"]);
    }

    [Fact]
    public async Task An_interleaving_tick_meets_the_running_request()
    {
        await _grain.Start(new TimerSetup(Short, Timeout.InfiniteTimeSpan, Interleave: true));
        await _grain.Stay(1000);
        _journal.Read(Key).ShouldBe(["busy"]);
    }

    [Fact]
    public async Task A_timer_whose_callback_fails_fires_again()
    {
        await _grain.Start(new TimerSetup(Short, Short, Fails: true));
        await _journal.WaitFor(Key, 3);
    }

    [Fact]
    public async Task A_disposed_timer_is_silent()
    {
        await _grain.Start(new TimerSetup(Short, Short));
        await _journal.WaitFor(Key, 1);
        await _grain.Stop();
        await Task.Delay(100);
        var ticks = _journal.Read(Key).Length;
        await Task.Delay(400);
        _journal.Read(Key).Length.ShouldBe(ticks);
    }

    [Fact]
    public async Task A_changed_timer_keeps_to_its_new_times()
    {
        await _grain.Start(new TimerSetup(TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        await _grain.Change(Short, Short);
        await _journal.WaitFor(Key, 2);
        await _grain.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await Task.Delay(100);
        var ticks = _journal.Read(Key).Length;
        await Task.Delay(400);
        _journal.Read(Key).Length.ShouldBe(ticks);
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation()
    {
        await _grain.Start(new TimerSetup(Short, Short));
        await _journal.WaitFor(Key, 1);
        await _grain.Leave();
        await Task.Delay(300);
        _journal.Read(Key).Last().ShouldBe("deactivated");
    }
}
