using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class DeactivationTests(EngineHost engine)
{
    private readonly Journal _journal = engine.Services.GetRequiredService<Journal>();
    private readonly ILifeGrain _grain = engine.Grains.GetGrain<ILifeGrain>(Some.Key());

    private string Key => _grain.GetPrimaryKeyString();

    [Fact]
    public async Task A_grain_that_asks_to_go_finishes_its_request_and_the_next_one_gets_a_new_activation()
    {
        var first = await _grain.LeaveAfter(50);
        (await _grain.Activation()).ShouldNotBe(first);
        _journal.Read(Key).ShouldBe(["activated", "deactivated: ApplicationRequested", "disposed", "activated"]);
    }

    [Fact]
    public async Task Requests_that_arrive_while_a_grain_goes_are_run_by_the_next_activation_in_order()
    {
        var first = await _grain.Activation();
        var leaving = _grain.LeaveAfter(100);
        var later = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _grain.Activation()));
        (await leaving).ShouldBe(first);
        later.Distinct().ShouldHaveSingleItem().ShouldNotBe(first);
        _journal.Read(Key).Count(static entry => entry == "activated").ShouldBe(2);
    }

    [Fact]
    public async Task No_request_is_lost_when_a_grain_goes_again_and_again_under_load()
    {
        var calls = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await (worker == 0 && i % 25 == 0 ? _grain.LeaveAfter(0) : _grain.Activation());
            }
        }));
        await Task.WhenAll(calls);
        _journal.Read(Key).ShouldContain("disposed");
    }

    [Fact]
    public async Task Callers_get_the_exception_of_a_failed_activation_and_the_next_call_tries_again()
    {
        _journal.FailNext(Key, 1);
        (await Should.ThrowAsync<InvalidOperationException>(() => _grain.Activation())).Message.ShouldBe("not today");
        await Eventually(async () => await _grain.Activation());
        _journal.Read(Key).ShouldNotContain("deactivated: ActivationFailed");
    }

    [Fact]
    public async Task Every_caller_that_waits_for_an_activation_learns_that_it_failed()
    {
        _journal.FailNext(Key, 1);
        var calls = Enumerable.Range(0, 5).Select(_ => _grain.Activation()).ToArray();
        foreach (var call in calls)
        {
            await Should.ThrowAsync<InvalidOperationException>(() => call);
        }
    }

    /// <summary>An engine may take a moment to forget a failed activation; meanwhile its failure is what callers get.</summary>
    private static async Task Eventually(Func<Task> action)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await action();
                return;
            }
            catch (InvalidOperationException) when (tries < 50)
            {
                await Task.Delay(100);
            }
        }
    }
}
