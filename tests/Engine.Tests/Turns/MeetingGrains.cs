using Orleans.Concurrency;

namespace BraidMgr.Engine.Tests;

/// <summary>Requests that meet in one grain; each tells how many it met.</summary>
public interface IMeetingGrain : IGrainWithStringKey
{
    /// <summary>Stays for a while and returns the most requests that were there at once meanwhile, itself included.</summary>
    Task<int> Stay(int milliseconds);

    [AlwaysInterleave]
    Task<int> Interrupt();

    [ReadOnly]
    Task<int> Read(int milliseconds);

    /// <summary>Waits until <see cref="Release"/> lets it go.</summary>
    Task WaitForRelease();

    [AlwaysInterleave]
    Task Release();
}

public interface IStrictMeetingGrain : IMeetingGrain;

public interface IReentrantMeetingGrain : IMeetingGrain;

public abstract class MeetingGrain : Grain, IMeetingGrain
{
    private readonly TaskCompletionSource _release = new();
    private int _present;
    private int _most;

    public async Task<int> Stay(int milliseconds)
    {
        _present++;
        _most = Math.Max(_most, _present);
        await Task.Delay(milliseconds);
        var most = _most;
        if (--_present == 0)
        {
            _most = 0;
        }

        return most;
    }

    public Task<int> Interrupt() => Stay(0);

    public Task<int> Read(int milliseconds) => Stay(milliseconds);

    public Task WaitForRelease() => _release.Task;

    public Task Release()
    {
        _release.SetResult();
        return Task.CompletedTask;
    }
}

public sealed class StrictMeetingGrain : MeetingGrain, IStrictMeetingGrain;

[Reentrant]
public sealed class ReentrantMeetingGrain : MeetingGrain, IReentrantMeetingGrain;
