namespace BraidMgr.Engine.Tests;

[Alias("BraidMgr.Engine.Tests.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("Add")]
    Task<int> Add(int amount);

    [Alias("AddLater")]
    Task<int> AddLater(int amount);

    [Alias("AddSlowly")]
    Task AddSlowly(int amount);
}

public sealed class CounterGrain(Journal journal) : Grain, ICounterGrain
{
    private int _total;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Write(this.GetPrimaryKeyString(), "activated");
        return Task.CompletedTask;
    }

    public Task<int> Add(int amount) => Task.FromResult(_total += amount);

    public async Task<int> AddLater(int amount)
    {
        await Task.Delay(10);
        return _total += amount;
    }

    /// <summary>Reads, gives others every chance to get in between, and writes.</summary>
    public async Task AddSlowly(int amount)
    {
        var total = _total;
        await Task.Yield();
        _total = total + amount;
    }
}
