namespace BraidMgr.Engine.Tests;

/// <summary>Writes its life down: "activated", "deactivated: reason", "disposed".</summary>
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>A number that each activation has for itself.</summary>
    Task<Guid> Activation();

    /// <summary>Asks for deactivation, stays a while, and returns the number of the activation it ran in.</summary>
    Task<Guid> LeaveAfter(int milliseconds);

    /// <summary>The next activations fail this often.</summary>
    Task FailNextActivations(int times);

    Task DelayDeactivation(TimeSpan time);
}

public sealed class LifeGrain(Journal journal) : Grain, ILifeGrain, IDisposable
{
    private readonly Guid _activation = Guid.NewGuid();

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        if (journal.TakeFailure(Key))
        {
            throw new InvalidOperationException("not today");
        }

        journal.Write(Key, "activated");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Delay(100, cancellationToken);
        journal.Write(Key, $"deactivated: {reason.ReasonCode}");
    }

    public void Dispose() => journal.Write(Key, "disposed");

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public async Task<Guid> LeaveAfter(int milliseconds)
    {
        DeactivateOnIdle();
        await Task.Delay(milliseconds);
        return _activation;
    }

    public Task FailNextActivations(int times)
    {
        journal.FailNext(Key, times);
        return Task.CompletedTask;
    }

    Task ILifeGrain.DelayDeactivation(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}
