using Orleans.Concurrency;

namespace BraidMgr.Engine.Tests;

/// <summary>Grains that do everything at once; each checks that nothing else runs in it during its turns.</summary>
public interface IMixGrain : IGrainWithIntegerKey
{
    Task<int> AtOnce(int value);

    Task<int> InTurns(int value, int turns);

    /// <summary>Goes through the grains of higher keys, so that there is no cycle.</summary>
    Task<int> Onward(int value, int steps);

    Task<int> Leave(int value);

    Task<int> Wait(int value, int milliseconds, CancellationToken cancellationToken);

    [AlwaysInterleave]
    Task<int> Interrupt(int value);

    [ReadOnly]
    Task<int> Read(int value);

    [OneWay]
    Task Tell(int value);
}

public interface IStrictMixGrain : IMixGrain;

public interface IReentrantMixGrain : IMixGrain;

public abstract class MixGrain : Grain, IMixGrain
{
    private int _inTurn;
    private int _running;

    protected abstract bool Strict { get; }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(() => InTurns(0, 2), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20));
        return Task.CompletedTask;
    }

    public Task<int> AtOnce(int value) => Alone(() => Task.FromResult(Turn(value)));

    public Task<int> InTurns(int value, int turns) => Alone(async () =>
    {
        for (var turn = 0; turn < turns; turn++)
        {
            Turn(turn);
            await Task.Yield();
        }

        return Turn(value);
    });

    public Task<int> Onward(int value, int steps) => Alone(async () =>
    {
        Turn(value);
        var next = GrainFactory.GetGrain<IStrictMixGrain>(this.GetPrimaryKeyLong() + 1);
        return steps == 0 ? value : await next.Onward(value, steps - 1);
    });

    public Task<int> Leave(int value)
    {
        DeactivateOnIdle();
        return InTurns(value, 2);
    }

    public Task<int> Wait(int value, int milliseconds, CancellationToken cancellationToken) => Alone(async () =>
    {
        await Task.Delay(milliseconds, cancellationToken);
        return Turn(value);
    });

    public async Task<int> Interrupt(int value)
    {
        await Task.Yield();
        return Turn(value);
    }

    public async Task<int> Read(int value)
    {
        await Task.Yield();
        return Turn(value);
    }

    public Task Tell(int value) => InTurns(value, 1);

    private async Task<int> Alone(Func<Task<int>> request)
    {
        if (Interlocked.Increment(ref _running) > 1 && Strict)
        {
            throw new InvalidOperationException("two requests at once");
        }

        try
        {
            return await request();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private int Turn(int value)
    {
        if (Interlocked.Increment(ref _inTurn) > 1)
        {
            throw new InvalidOperationException("two turns at once");
        }

        Thread.SpinWait(20);
        Interlocked.Decrement(ref _inTurn);
        return value;
    }
}

public sealed class StrictMixGrain : MixGrain, IStrictMixGrain
{
    protected override bool Strict => true;
}

[Reentrant]
public sealed class ReentrantMixGrain : MixGrain, IReentrantMixGrain
{
    protected override bool Strict => false;
}
