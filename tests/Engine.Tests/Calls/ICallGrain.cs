using Orleans.Concurrency;

namespace BraidMgr.Engine.Tests;

/// <summary>What the callee saw of a call.</summary>
[GenerateSerializer, Immutable]
public sealed record Seen([property: Id(0)] string Key, [property: Id(1)] string? Text);

/// <summary>A failure of grain code with a member of its own.</summary>
[GenerateSerializer]
public sealed class RefusedException(string message, string code) : Exception(message)
{
    [Id(0)]
    public string Code { get; } = code;
}

/// <summary>A method that several grain interfaces share.</summary>
public interface INamed : IGrain
{
    Task<string> Name();
}

public interface ICallGrain : IGrainWithStringKey, INamed
{
    Task<int> Add(int amount);

    Task<int> AddLater(int amount);

    ValueTask<int> AddByValue(int amount);

    ValueTask<Seen> Describe(string? text);

    Task FailAtOnce(string message);

    Task FailLater(string message);

    Task Refuse(string code);

    [OneWay]
    Task WriteSlowly(string entry);

    [OneWay]
    Task WriteAndFail(string entry);

    Task<string> NameOf(INamed other);

    Task<string> NameThrough(string neighbour, INamed other);

    Task<bool> IsReference(INamed other);

    Task<bool> PassThisTo(string neighbour);

    Task<INamed> Self();

    Task<INamed> This();

    /// <summary>Calls grain after grain, each from within the one before, and returns how many answered.</summary>
    Task<int> Descend(int depth);

    Task NoTask();

    Task<string> OddNames(string target, string method, string token, string seed);
}

public sealed class CallGrain(Journal journal) : Grain, ICallGrain
{
    private int _total;

    public Task<string> Name() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<int> Add(int amount) => Task.FromResult(_total += amount);

    public async Task<int> AddLater(int amount)
    {
        await Task.Delay(10);
        return _total += amount;
    }

    public ValueTask<int> AddByValue(int amount) => new(_total += amount);

    public async ValueTask<Seen> Describe(string? text)
    {
        await Task.Yield();
        return new Seen(this.GetPrimaryKeyString(), text);
    }

    public Task FailAtOnce(string message) => throw new InvalidOperationException(message);

    public async Task FailLater(string message)
    {
        await Task.Delay(10);
        throw new InvalidOperationException(message);
    }

    public Task Refuse(string code) => throw new RefusedException("refused", code);

    public async Task WriteSlowly(string entry)
    {
        await Task.Delay(300);
        journal.Write(this.GetPrimaryKeyString(), entry);
    }

    public Task WriteAndFail(string entry)
    {
        journal.Write(this.GetPrimaryKeyString(), entry);
        throw new InvalidOperationException("nobody hears of this");
    }

    public Task<string> NameOf(INamed other) => other.Name();

    public Task<string> NameThrough(string neighbour, INamed other) => GrainFactory.GetGrain<ICallGrain>(neighbour).NameOf(other);

    public Task<bool> IsReference(INamed other) => Task.FromResult(other is GrainReference);

    public Task<bool> PassThisTo(string neighbour) => GrainFactory.GetGrain<ICallGrain>(neighbour).IsReference(this);

    public Task<INamed> This() => Task.FromResult<INamed>(this);

    public async Task<int> Descend(int depth) =>
        depth == 0 ? 1 : 1 + await GrainFactory.GetGrain<ICallGrain>($"{this.GetPrimaryKeyString()}.").Descend(depth - 1);

    public Task NoTask() => null!;

    public Task<string> OddNames(string target, string method, string token, string seed) => Task.FromResult(target + method + token + seed);

    public Task<INamed> Self() => Task.FromResult<INamed>(this.AsReference<INamed>());
}
