namespace BraidMgr.Engine.Tests;

public interface IGuidKeyGrain : IGrainWithGuidKey
{
    Task<Guid> Key();
}

public interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    Task<long> Key();
}

public interface ICompoundKeyGrain : IGrainWithGuidCompoundKey
{
    Task<string> Key();
}

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class CompoundKeyGrain : Grain, ICompoundKeyGrain
{
    public Task<string> Key() => Task.FromResult(this.GetPrimaryKey(out var extension) + " " + extension);
}

[Collection(SharedEngine.Name)]
public sealed class KeyTests(EngineHost engine)
{
    [Fact]
    public async Task A_grain_knows_the_GUID_it_was_asked_for_by()
    {
        var key = Guid.NewGuid();
        (await engine.Grains.GetGrain<IGuidKeyGrain>(key).Key()).ShouldBe(key);
        engine.Grains.GetGrain<IGuidKeyGrain>(key).GetPrimaryKey().ShouldBe(key);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_grain_knows_the_integer_it_was_asked_for_by(long key)
    {
        (await engine.Grains.GetGrain<IIntegerKeyGrain>(key).Key()).ShouldBe(key);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("a+b/c d")]
    public async Task A_grain_knows_both_parts_of_a_compound_key(string extension)
    {
        var key = Guid.NewGuid();
        (await engine.Grains.GetGrain<ICompoundKeyGrain>(key, extension).Key()).ShouldBe($"{key} {extension}");
    }

    [Fact]
    public async Task An_id_leads_back_to_its_grain()
    {
        var key = Guid.NewGuid();
        var id = engine.Grains.GetGrain<IGuidKeyGrain>(key).GetGrainId();
        id.ToString().ShouldBe($"guidkey/{key:N}");
        (await engine.Grains.GetGrain<IGuidKeyGrain>(GrainId.Parse(id.ToString())).Key()).ShouldBe(key);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_grain_without_a_key_is_refused(string key)
    {
        Should.Throw<ArgumentException>(() => engine.Grains.GetGrain<ICallGrain>(key));
    }
}
