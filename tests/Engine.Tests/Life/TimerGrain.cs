namespace BraidMgr.Engine.Tests;

[GenerateSerializer, Immutable]
public sealed record TimerSetup(
    [property: Id(0)] TimeSpan DueTime,
    [property: Id(1)] TimeSpan Period,
    [property: Id(2)] bool Interleave = false,
    [property: Id(3)] bool KeepAlive = false,
    [property: Id(4)] int Milliseconds = 0,
    [property: Id(5)] bool Fails = false);

/// <summary>Writes down "tick" at each tick and "busy" when a tick met a request or another tick.</summary>
public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(TimerSetup setup);

    Task Change(TimeSpan dueTime, TimeSpan period);

    Task Stop();

    Task Leave();

    Task Stay(int milliseconds);
}

public sealed class TimerGrain(Journal journal) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private int _busy;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Write(Key, "deactivated");
        return Task.CompletedTask;
    }

    public Task Start(TimerSetup setup)
    {
        var options = new GrainTimerCreationOptions(setup.DueTime, setup.Period) { Interleave = setup.Interleave, KeepAlive = setup.KeepAlive };
        _timer = this.RegisterGrainTimer(Tick, setup, options);
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Stay(int milliseconds)
    {
        _busy++;
        await Task.Delay(milliseconds);
        _busy--;
    }

    private async Task Tick(TimerSetup setup, CancellationToken cancellationToken)
    {
        journal.Write(Key, _busy > 0 ? "busy" : "tick");
        _busy++;
        await Task.Delay(setup.Milliseconds, CancellationToken.None);
        _busy--;
        if (TaskScheduler.Current == TaskScheduler.Default)
        {
            journal.Write(Key, "left the grain's scheduler");
        }

        if (setup.Fails)
        {
            throw new InvalidOperationException("a tick that fails");
        }
    }
}
