namespace BraidMgr.Engine.Bench;

[Alias("BraidMgr.Engine.Bench.IEchoGrain")]
public interface IEchoGrain : IGrainWithIntegerKey
{
    [Alias("Echo")]
    Task<int> Echo(int value);

    /// <summary>Calls the grain of the next key this often and returns how often.</summary>
    [Alias("EchoThrough")]
    [ResponseTimeout("00:10:00")]
    Task<int> EchoThrough(int times);
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> Echo(int value) => Task.FromResult(value);

    public async Task<int> EchoThrough(int times)
    {
        var next = GrainFactory.GetGrain<IEchoGrain>(this.GetPrimaryKeyLong() + 1);
        for (var i = 0; i < times; i++)
        {
            await next.Echo(i);
        }

        return times;
    }
}
