using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace BraidMgr.Engine.Tests;

[Collection(SharedEngine.Name)]
public sealed class ObserverTests(EngineHost engine)
{
    private readonly INewsGrain _grain = engine.Grains.GetGrain<INewsGrain>(Some.Key());

    [Fact]
    public async Task An_observer_hears_everything_in_order_one_after_the_other()
    {
        var listener = new Listener();
        await _grain.Publish(Reference(listener), 200);
        (await listener.WaitFor(200)).ShouldBe(Enumerable.Range(0, 200));
        listener.Overlapped.ShouldBeFalse();
    }

    [Fact]
    public async Task A_slow_observer_does_not_hold_the_grain()
    {
        var listener = new Listener { Milliseconds = 100 };
        await _grain.Publish(Reference(listener), 1);
        var watch = Stopwatch.StartNew();
        await _grain.Publish(Reference(listener), 10);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(900));
        (await listener.WaitFor(11)).Length.ShouldBe(11);
    }

    [Fact]
    public async Task An_observers_exception_is_its_own()
    {
        var listener = new Listener { Fails = true };
        await _grain.Publish(Reference(listener), 3);
        (await listener.WaitFor(3)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task An_observer_can_answer_and_its_failure_then_reaches_the_grain()
    {
        var listener = new Listener();
        (await _grain.Ask(Reference(listener), 21)).ShouldBe(42);
        var failing = new Listener { Fails = true };
        await Should.ThrowAsync<InvalidOperationException>(() => _grain.Ask(Reference(failing), 1));
    }

    [Fact]
    public async Task A_deleted_reference_brings_nothing_more()
    {
        var listener = new Listener();
        var reference = Reference(listener);
        await _grain.Publish(reference, 1);
        await listener.WaitFor(1);
        engine.Grains.DeleteObjectReference<INewsObserver>(reference);
        await _grain.Publish(reference, 1);
        await Task.Delay(200);
        listener.Numbers.ShouldBe([0]);
    }

    [Fact]
    public async Task An_observer_that_nobody_holds_is_collected_and_hears_nothing()
    {
        var (reference, listener) = Forgotten();
        for (var tries = 0; tries < 50 && listener.IsAlive; tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20);
        }

        listener.IsAlive.ShouldBeFalse();
        await _grain.Publish(reference, 1);
    }

    [Fact]
    public async Task A_grain_can_be_an_observer_and_hears_in_its_own_turns()
    {
        var reader = engine.Grains.GetGrain<IReaderGrain>(Some.Key());
        (await reader.Read(_grain, 5)).ShouldBeEmpty();
        for (var tries = 0; tries < 100 && (await reader.ReadSoFar()).Length < 5; tries++)
        {
            await Task.Delay(20);
        }

        (await reader.ReadSoFar()).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task An_observer_without_a_reference_cannot_be_passed()
    {
        await Should.ThrowAsync<Exception>(async () => await _grain.Publish(new Listener(), 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (INewsObserver Reference, WeakReference Listener) Forgotten()
    {
        var listener = new Listener();
        return (Reference(listener), new WeakReference(listener));
    }

    private INewsObserver Reference(Listener listener) => engine.Grains.CreateObjectReference<INewsObserver>(listener);
}
