using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

public interface IPatientGrain : IGrainWithStringKey
{
    Task WaitForCancellation(CancellationToken cancellationToken);

    Task IgnoreCancellation(int milliseconds, CancellationToken cancellationToken);

    /// <summary>Writes "cancelled in the grain" or "elsewhere", by where the token's callback ran.</summary>
    Task WatchCancellation(CancellationToken cancellationToken);
}

public sealed class PatientGrain(Journal journal) : Grain, IPatientGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async Task WaitForCancellation(CancellationToken cancellationToken)
    {
        journal.Write(Key, "started");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            journal.Write(Key, "cancelled");
            throw;
        }
    }

    public async Task IgnoreCancellation(int milliseconds, CancellationToken cancellationToken)
    {
        journal.Write(Key, "started");
        await Task.Delay(milliseconds, CancellationToken.None);
        journal.Write(Key, "done");
    }

    public async Task WatchCancellation(CancellationToken cancellationToken)
    {
        var scheduler = TaskScheduler.Current;
        var canceled = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() =>
        {
            journal.Write(Key, TaskScheduler.Current == scheduler ? "cancelled in the grain" : "elsewhere");
            canceled.SetResult();
        });
        journal.Write(Key, "started");
        await canceled.Task;
    }
}

[Collection(SharedEngine.Name)]
public sealed class CancellationTests(EngineHost engine)
{
    private readonly Journal _journal = engine.Services.GetRequiredService<Journal>();
    private readonly IPatientGrain _grain = engine.Grains.GetGrain<IPatientGrain>(Some.Key());

    private string Key => _grain.GetPrimaryKeyString();

    [Fact]
    public async Task A_running_method_learns_that_its_caller_gave_up()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _grain.WaitForCancellation(cancellation.Token);
        await _journal.WaitFor(Key, 1);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await _journal.WaitFor(Key, 2)).ShouldBe(["started", "cancelled"]);
    }

    [Fact]
    public async Task A_caller_that_gives_up_need_not_wait_for_a_method_that_goes_on()
    {
        using var cancellation = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var call = _grain.IgnoreCancellation(2000, cancellation.Token);
        await _journal.WaitFor(Key, 1);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(1900));
        (await _journal.WaitFor(Key, 2)).ShouldBe(["started", "done"]);
    }

    [Fact]
    public async Task A_request_that_is_given_up_while_it_waits_is_not_run()
    {
        using var cancellation = new CancellationTokenSource();
        var running = _grain.IgnoreCancellation(500, CancellationToken.None);
        await _journal.WaitFor(Key, 1);
        var waiting = _grain.IgnoreCancellation(0, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await running;
        await _grain.IgnoreCancellation(0, CancellationToken.None);
        _journal.Read(Key).ShouldBe(["started", "done", "started", "done"]);
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_is_not_made()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await _grain.IgnoreCancellation(0, new CancellationToken(canceled: true)));
        await Task.Delay(100);
        _journal.Read(Key).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_grain_registers_on_its_token_runs_in_its_turns()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _grain.WatchCancellation(cancellation.Token);
        await _journal.WaitFor(Key, 1);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await _journal.WaitFor(Key, 2)).ShouldBe(["started", "cancelled in the grain"]);
    }
}
