using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Engine.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Stopping_the_host_deactivates_every_grain_once_its_request_is_done()
    {
        var engine = new EngineHost();
        await engine.InitializeAsync();
        var journal = engine.Services.GetRequiredService<Journal>();
        var idle = Enumerable.Range(0, 20).Select(_ => engine.Grains.GetGrain<ILifeGrain>(Some.Key())).ToArray();
        await Task.WhenAll(idle.Select(static grain => grain.Activation()));

        await engine.StopAsync();

        foreach (var grain in idle)
        {
            journal.Read(grain.GetPrimaryKeyString()).ShouldBe(["activated", "deactivated: ShuttingDown", "disposed"]);
        }

        await Should.ThrowAsync<Exception>(() => idle[0].Activation().WaitAsync(EngineHost.ResponseTimeout * 2));
        await engine.DisposeAsync();
    }
}
