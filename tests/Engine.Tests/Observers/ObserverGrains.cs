namespace BraidMgr.Engine.Tests;

public interface INewsObserver : IGrainObserver
{
    void Heard(int number);

    Task<int> Asked(int number);
}

public interface INewsGrain : IGrainWithStringKey
{
    Task Publish(INewsObserver observer, int count);

    Task<int> Ask(INewsObserver observer, int number);
}

public sealed class NewsGrain : Grain, INewsGrain
{
    public Task Publish(INewsObserver observer, int count)
    {
        for (var number = 0; number < count; number++)
        {
            observer.Heard(number);
        }

        return Task.CompletedTask;
    }

    public Task<int> Ask(INewsObserver observer, int number) => observer.Asked(number);
}

/// <summary>A grain that is an observer itself.</summary>
public interface IReaderGrain : IGrainWithStringKey, INewsObserver
{
    Task<int[]> Read(INewsGrain from, int count);

    Task<int[]> ReadSoFar();
}

public sealed class ReaderGrain : Grain, IReaderGrain
{
    private readonly List<int> _heard = [];

    public async Task<int[]> Read(INewsGrain from, int count)
    {
        await from.Publish(this.AsReference<INewsObserver>(), count);
        return [.. _heard];
    }

    public Task<int[]> ReadSoFar() => Task.FromResult(_heard.ToArray());

    public void Heard(int number) => _heard.Add(number);

    public Task<int> Asked(int number) => Task.FromResult(-number);
}

/// <summary>A client's observer, which takes its time or fails when told to.</summary>
internal sealed class Listener : INewsObserver
{
    private readonly Lock _lock = new();
    private readonly List<int> _heard = [];
    private int _inside;

    public bool Fails { get; init; }

    public int Milliseconds { get; init; }

    public bool Overlapped { get; private set; }

    public int[] Numbers
    {
        get
        {
            lock (_lock)
            {
                return [.. _heard];
            }
        }
    }

    public void Heard(int number)
    {
        Overlapped |= Interlocked.Increment(ref _inside) > 1;
        Thread.Sleep(Milliseconds);
        lock (_lock)
        {
            _heard.Add(number);
        }

        Interlocked.Decrement(ref _inside);
        if (Fails)
        {
            throw new InvalidOperationException("the observer does not like it");
        }
    }

    public Task<int> Asked(int number) =>
        Fails ? throw new InvalidOperationException("the observer does not answer") : Task.FromResult(number * 2);

    public async Task<int[]> WaitFor(int count)
    {
        for (var tries = 0; tries < 500 && Numbers.Length < count; tries++)
        {
            await Task.Delay(20);
        }

        return Numbers;
    }
}
