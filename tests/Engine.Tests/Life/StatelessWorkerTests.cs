using Orleans.Concurrency;

namespace BraidMgr.Engine.Tests;

public interface IWorkerGrain : IGrainWithIntegerKey
{
    Task<Guid> Work(int milliseconds);
}

[StatelessWorker(3)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public async Task<Guid> Work(int milliseconds)
    {
        await Task.Delay(milliseconds);
        return _activation;
    }
}

[Collection(SharedEngine.Name)]
public sealed class StatelessWorkerTests(EngineHost engine)
{
    private readonly IWorkerGrain _grain = engine.Grains.GetGrain<IWorkerGrain>(Random.Shared.NextInt64());

    [Fact]
    public async Task Calls_at_once_are_shared_by_as_many_activations_as_the_class_allows()
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _grain.Work(200)));
        workers.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Calls_one_after_the_other_need_one_activation()
    {
        var first = await _grain.Work(0);
        await Task.Delay(50);
        (await _grain.Work(0)).ShouldBe(first);
    }
}
