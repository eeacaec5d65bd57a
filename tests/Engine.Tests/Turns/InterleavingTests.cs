namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class InterleavingTests(EngineHost engine)
{
    private readonly IMeetingGrain _strict = engine.Grains.GetGrain<IStrictMeetingGrain>(Some.Key());
    private readonly IMeetingGrain _reentrant = engine.Grains.GetGrain<IReentrantMeetingGrain>(Some.Key());

    [Fact]
    public async Task A_request_starts_only_when_the_one_before_has_completed()
    {
        await _strict.Stay(0);
        (await Task.WhenAll(_strict.Stay(100), _strict.Stay(0), _strict.Stay(0))).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public async Task Requests_of_a_reentrant_grain_interleave()
    {
        (await Task.WhenAll(_reentrant.Stay(200), _reentrant.Stay(200), _reentrant.Stay(200))).Max().ShouldBe(3);
    }

    [Fact]
    public async Task An_always_interleaving_method_runs_while_another_waits()
    {
        var waiting = _strict.WaitForRelease();
        await _strict.Release();
        await waiting;
    }

    [Fact]
    public async Task An_ordinary_method_of_a_reentrant_grain_meets_the_running_request()
    {
        await _reentrant.Stay(0);
        var stay = _reentrant.Stay(300);
        (await _reentrant.Stay(0)).ShouldBe(2);
        (await stay).ShouldBe(2);
    }

    [Fact]
    public async Task An_interruption_meets_the_running_request()
    {
        await _strict.Stay(0);
        var stay = _strict.Stay(300);
        (await _strict.Interrupt()).ShouldBe(2);
        await stay;
    }

    [Fact]
    public async Task Read_only_methods_run_together()
    {
        (await Task.WhenAll(_strict.Read(200), _strict.Read(200))).Max().ShouldBe(2);
    }

    [Fact]
    public async Task A_read_only_method_waits_for_a_running_change()
    {
        await _strict.Stay(0);
        var change = _strict.Stay(100);
        (await _strict.Read(0)).ShouldBe(1);
        (await change).ShouldBe(1);
    }

    [Fact]
    public async Task A_change_waits_for_a_running_read_only_method()
    {
        await _strict.Stay(0);
        var read = _strict.Read(100);
        (await _strict.Stay(0)).ShouldBe(1);
        (await read).ShouldBe(1);
    }
}
