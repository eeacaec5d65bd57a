using System.Collections.Concurrent;
using Orleans.Concurrency;

namespace BraidMgr.Engine.Tests;

/// <summary>Where grain code found itself running.</summary>
[GenerateSerializer, Immutable]
public sealed record Place(
    [property: Id(0)] bool HasScheduler,
    [property: Id(1)] bool SameAfterAwait,
    [property: Id(2)] bool SameAfterTaskRun,
    [property: Id(3)] bool NoSynchronizationContext,
    [property: Id(4)] bool TaskRunLeaves,
    [property: Id(5)] bool StartNewStays);

public interface ITurnGrain : IGrainWithStringKey
{
    Task<Place> Where();

    /// <summary>Works in several turns and reports a violation when another turn runs meanwhile.</summary>
    Task Work(int turns);

    Task<int> Violations();

    Task<string?> LocalValue(string set);

    Task Append(int number);

    Task<int[]> Appended();
}

[Reentrant]
public sealed class TurnGrain : Grain, ITurnGrain
{
    private static readonly AsyncLocal<string?> Local = new();

    private readonly ConcurrentQueue<int> _violations = new();
    private readonly List<int> _appended = [];
    private int _inside;

    public static AsyncLocal<string?> AsyncLocal => Local;

    public async Task<Place> Where()
    {
        var scheduler = TaskScheduler.Current;
        var context = SynchronizationContext.Current;
        await Task.Delay(1);
        var afterAwait = TaskScheduler.Current;
        var inTaskRun = await Task.Run(static () => TaskScheduler.Current);
        var afterTaskRun = TaskScheduler.Current;
        var inStartNew = await Task.Factory.StartNew(static () => TaskScheduler.Current);
        return new Place(
            scheduler != TaskScheduler.Default,
            afterAwait == scheduler,
            afterTaskRun == scheduler,
            context is null && SynchronizationContext.Current is null,
            inTaskRun == TaskScheduler.Default,
            inStartNew == scheduler);
    }

    public async Task Work(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            if (Interlocked.Increment(ref _inside) != 1)
            {
                _violations.Enqueue(turn);
            }

            Thread.SpinWait(200);
            Interlocked.Decrement(ref _inside);
            await Task.Yield();
        }
    }

    public Task<int> Violations() => Task.FromResult(_violations.Count);

    public Task<string?> LocalValue(string set)
    {
        var found = Local.Value;
        Local.Value = set;
        return Task.FromResult(found);
    }

    public Task Append(int number)
    {
        _appended.Add(number);
        return Task.CompletedTask;
    }

    public Task<int[]> Appended() => Task.FromResult(_appended.ToArray());
}
