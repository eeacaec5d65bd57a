namespace BraidMgr.Engine.Tests;

public interface IContextGrain : IGrainWithStringKey
{
    Task<string?> Read(string key);

    Task<string?> ReadThrough(string other, string key);

    Task<string?> SetAndRead(string key, string value);

    Task<string?> ReadAfterAwait(string key);
}

public sealed class ContextGrain : Grain, IContextGrain
{
    public Task<string?> Read(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string?> ReadThrough(string other, string key) => GrainFactory.GetGrain<IContextGrain>(other).Read(key);

    public Task<string?> SetAndRead(string key, string value)
    {
        RequestContext.Set(key, value);
        return Read(key);
    }

    public async Task<string?> ReadAfterAwait(string key)
    {
        await Task.Delay(10);
        return RequestContext.Get(key) as string;
    }
}

[Collection(SharedEngine.Name)]
public sealed class RequestContextTests(EngineHost engine)
{
    private readonly IContextGrain _grain = engine.Grains.GetGrain<IContextGrain>(Some.Key());

    [Fact]
    public async Task What_the_caller_set_is_there_in_the_grain_and_in_those_it_calls()
    {
        RequestContext.Set("correlation", "c-1");
        (await _grain.Read("correlation")).ShouldBe("c-1");
        (await _grain.ReadAfterAwait("correlation")).ShouldBe("c-1");
        (await _grain.ReadThrough(Some.Key(), "correlation")).ShouldBe("c-1");
    }

    [Fact]
    public async Task What_the_grain_sets_does_not_come_back_nor_stay()
    {
        (await _grain.SetAndRead("mine", "grain")).ShouldBe("grain");
        RequestContext.Get("mine").ShouldBeNull();
        (await _grain.Read("mine")).ShouldBeNull();
    }

    [Fact]
    public async Task Each_call_has_the_values_of_its_own_caller()
    {
        var calls = Enumerable.Range(0, 50).Select(number => Task.Run(() =>
        {
            RequestContext.Set("number", number.ToString());
            return _grain.ReadAfterAwait("number");
        }));
        (await Task.WhenAll(calls)).ShouldBe(Enumerable.Range(0, 50).Select(static number => number.ToString()));
    }

    [Fact]
    public async Task What_is_removed_no_longer_travels()
    {
        RequestContext.Set("one", "1");
        RequestContext.Set("two", "2");
        RequestContext.Remove("one").ShouldBeTrue();
        RequestContext.Remove("one").ShouldBeFalse();
        (await _grain.Read("one")).ShouldBeNull();
        (await _grain.Read("two")).ShouldBe("2");
        RequestContext.Clear();
        (await _grain.Read("two")).ShouldBeNull();
    }
}
