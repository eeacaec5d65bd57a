namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class TurnTests(EngineHost engine)
{
    private readonly ITurnGrain _grain = engine.Grains.GetGrain<ITurnGrain>(Some.Key());

    [Fact]
    public async Task Code_of_a_grain_comes_back_to_its_scheduler_after_every_await()
    {
        (await _grain.Where()).ShouldBe(new Place(true, true, true, true, true, true));
    }

    [Fact]
    public async Task A_callers_synchronization_context_does_not_come_along()
    {
        var before = SynchronizationContext.Current;
        var mine = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(mine);
        try
        {
            var call = _grain.Where();
            SynchronizationContext.Current.ShouldBe(mine);
            (await call).NoSynchronizationContext.ShouldBeTrue();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public async Task The_caller_goes_on_outside_of_the_grain()
    {
        await Task.Run(async () =>
        {
            await _grain.Append(1);
            TaskScheduler.Current.ShouldBe(TaskScheduler.Default);
            await _grain.Work(3);
            TaskScheduler.Current.ShouldBe(TaskScheduler.Default);
        });
    }

    [Fact]
    public async Task Turns_of_one_grain_never_run_in_parallel()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _grain.Work(500))));
        (await _grain.Violations()).ShouldBe(0);
    }

    [Fact]
    public async Task Requests_of_one_caller_run_in_the_order_it_sent_them()
    {
        await _grain.Append(-1);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_grain.Append));
        (await _grain.Appended()).ShouldBe(Enumerable.Range(-1, 501));
    }

    [Fact]
    public async Task Async_locals_go_neither_in_nor_out()
    {
        TurnGrain.AsyncLocal.Value = "of the caller";
        (await _grain.LocalValue("of the grain")).ShouldBeNull();
        (await _grain.LocalValue("of the grain")).ShouldBeNull();
        TurnGrain.AsyncLocal.Value.ShouldBe("of the caller");
    }
}
