using System.Diagnostics;
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

    [Fact]
    public async Task A_grain_that_does_not_come_to_an_end_does_not_hold_the_host_for_ever()
    {
        var engine = new EngineHost();
        await engine.InitializeAsync();
        await engine.Grains.GetGrain<IClingingGrain>(Some.Key()).Touch();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var watch = Stopwatch.StartNew();

        await engine.StopAsync(patience.Token);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        await engine.DisposeAsync();
    }
}

/// <summary>A grain whose deactivation does not end.</summary>
public interface IClingingGrain : IGrainWithStringKey
{
    Task Touch();
}

public sealed class ClingingGrain : Grain, IClingingGrain
{
    public Task Touch() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
}
