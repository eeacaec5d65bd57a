using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class CallTests(EngineHost engine)
{
    private readonly ICallGrain _grain = engine.Grains.GetGrain<ICallGrain>(Some.Key());

    [Fact]
    public async Task A_call_returns_what_the_method_returns()
    {
        (await _grain.Add(3)).ShouldBe(3);
        (await _grain.AddLater(4)).ShouldBe(7);
        (await _grain.AddByValue(1)).ShouldBe(8);
        (await _grain.Describe("text")).ShouldBe(new Seen(_grain.GetPrimaryKeyString(), "text"));
        (await _grain.Describe(null)).Text.ShouldBeNull();
    }

    [Fact]
    public async Task Two_references_to_one_key_are_equal_and_reach_the_same_state()
    {
        var again = engine.Grains.GetGrain<ICallGrain>(_grain.GetPrimaryKeyString());
        again.ShouldBe(_grain);
        again.GetGrainId().ShouldBe(_grain.GetGrainId());
        await _grain.Add(5);
        (await again.Add(1)).ShouldBe(6);
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_type_message_and_place()
    {
        var atOnce = await Should.ThrowAsync<InvalidOperationException>(() => _grain.FailAtOnce("at once"));
        atOnce.Message.ShouldBe("at once");
        atOnce.StackTrace.ShouldNotBeNull().ShouldContain(nameof(CallGrain.FailAtOnce));
        var later = await Should.ThrowAsync<InvalidOperationException>(() => _grain.FailLater("later"));
        later.Message.ShouldBe("later");
        later.StackTrace.ShouldNotBeNull().ShouldContain(nameof(CallGrain.FailLater));
    }

    [Fact]
    public async Task An_exception_of_the_application_keeps_its_members()
    {
        (await Should.ThrowAsync<RefusedException>(() => _grain.Refuse("NOT_FOUND"))).Code.ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task A_grain_that_threw_serves_the_next_call()
    {
        await _grain.Add(2);
        await Should.ThrowAsync<InvalidOperationException>(() => _grain.FailLater("x"));
        (await _grain.Add(0)).ShouldBe(2);
    }

    [Fact]
    public async Task A_one_way_call_returns_before_the_method_has_run()
    {
        await _grain.Add(0);
        var watch = Stopwatch.StartNew();
        await _grain.WriteSlowly("written");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(250));
        engine.Services.GetRequiredService<Journal>().Read(_grain.GetPrimaryKeyString()).ShouldBeEmpty();
        await engine.Services.GetRequiredService<Journal>().WaitFor(_grain.GetPrimaryKeyString(), 1);
    }

    [Fact]
    public async Task A_one_way_call_that_fails_tells_nobody_and_the_grain_goes_on()
    {
        await _grain.WriteAndFail("tried");
        await engine.Services.GetRequiredService<Journal>().WaitFor(_grain.GetPrimaryKeyString(), 1);
        (await _grain.Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task Grains_call_each_other_and_pass_references_on()
    {
        var third = engine.Grains.GetGrain<ICallGrain>(Some.Key());
        (await _grain.NameThrough(Some.Key(), third)).ShouldBe(third.GetPrimaryKeyString());
    }

    [Fact]
    public async Task A_grain_that_passes_or_returns_itself_gives_a_reference()
    {
        (await _grain.PassThisTo(Some.Key())).ShouldBeTrue();
        var itself = await _grain.This();
        itself.ShouldNotBeAssignableTo<Grain>();
        (await itself.Name()).ShouldBe(_grain.GetPrimaryKeyString());
    }

    [Fact]
    public async Task A_chain_of_calls_may_be_longer_than_a_stack_is_deep()
    {
        (await _grain.Descend(2000)).ShouldBe(2001);
    }

    [Fact]
    public async Task A_method_that_returns_no_task_fails_its_call_and_the_grain_goes_on()
    {
        await Should.ThrowAsync<Exception>(() => _grain.NoTask());
        (await _grain.Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task Parameters_may_have_any_name()
    {
        (await _grain.OddNames("a", "b", "c", "d")).ShouldBe("abcd");
    }

    [Fact]
    public async Task A_reference_can_be_returned_and_used_through_a_base_interface()
    {
        var self = await _grain.Self();
        (await self.Name()).ShouldBe(_grain.GetPrimaryKeyString());
        (await self.AsReference<ICallGrain>().Add(1)).ShouldBe(1);
    }
}
