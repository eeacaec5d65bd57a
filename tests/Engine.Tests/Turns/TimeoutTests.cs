using System.Diagnostics;

namespace BraidMgr.Engine.Tests;

public interface ISlowGrain : IGrainWithStringKey
{
    [ResponseTimeout("00:00:01")]
    Task Sleep(int milliseconds);

    /// <summary>Waits for as long as a slow machine may need to end what runs.</summary>
    [ResponseTimeout("00:00:30")]
    Task<int> Sleeps();

    /// <summary>Asks another grain to ask this one, which cannot answer: it is busy asking.</summary>
    [ResponseTimeout("00:00:03")]
    Task AskAround(string other);

    [ResponseTimeout("00:00:02")]
    Task AskBack(string first);
}

public sealed class SlowGrain : Grain, ISlowGrain
{
    private int _sleeps;

    public async Task Sleep(int milliseconds)
    {
        _sleeps++;
        await Task.Delay(milliseconds);
    }

    public Task<int> Sleeps() => Task.FromResult(_sleeps);

    public Task AskAround(string other) => GrainFactory.GetGrain<ISlowGrain>(other).AskBack(this.GetPrimaryKeyString());

    public Task AskBack(string first) => GrainFactory.GetGrain<ISlowGrain>(first).Sleep(0);
}

[Collection(SharedEngine.Name)]
public sealed class TimeoutTests(EngineHost engine)
{
    private readonly ISlowGrain _grain = engine.Grains.GetGrain<ISlowGrain>(Some.Key());

    [Fact]
    public async Task A_caller_waits_no_longer_than_the_methods_response_timeout()
    {
        await _grain.Sleep(0);
        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<TimeoutException>(() => _grain.Sleep(4000));
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(3500));
    }

    [Fact]
    public async Task A_cycle_of_calls_ends_in_a_timeout_and_the_grains_serve_again()
    {
        var other = Some.Key();
        await Should.ThrowAsync<TimeoutException>(() => _grain.AskAround(other));
        (await _grain.Sleeps()).ShouldBeLessThanOrEqualTo(1);
        (await engine.Grains.GetGrain<ISlowGrain>(other).Sleeps()).ShouldBe(0);
    }

    [Fact]
    public async Task A_request_whose_caller_timed_out_while_it_waited_is_not_run()
    {
        await _grain.Sleep(0);
        var busy = _grain.Sleep(3500);
        var late = _grain.Sleep(0);
        await Should.ThrowAsync<TimeoutException>(() => busy);
        await Should.ThrowAsync<TimeoutException>(() => late);
        (await _grain.Sleeps()).ShouldBe(2);
    }
}
