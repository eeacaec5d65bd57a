using System.Diagnostics;
using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>SIGTERM while 32 clients write.</summary>
[Collection(FaultServer.Name)]
public sealed class ShutdownTests(FaultServer server)
{
    [Fact, Trait("Category", "Short")]
    public Task A_host_that_is_told_to_stop_finishes_what_it_has_begun() => StopUnderLoad(times: 1);

    [Fact, Trait("Category", "Long")]
    public Task A_host_that_is_often_told_to_stop_finishes_what_it_has_begun() => StopUnderLoad(times: 4);

    [Fact, Trait("Category", "Full")]
    public Task A_host_that_is_told_to_stop_twenty_times_finishes_what_it_has_begun() => StopUnderLoad(times: 20);

    private async Task StopUnderLoad(int times)
    {
        await using var installation = await Installation.StartAsync(server);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client);
        for (var i = 0; i < times; i++)
        {
            load.Start();
            await load.ProgressAsync(changes: 3);
            // What was sent before is answered; what comes later may find nobody.
            installation.Conduct.HostGoneFrom = DateTime.UtcNow;
            var clock = Stopwatch.StartNew();
            (await installation.Host.StopAsync()).ShouldBe(0);
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await load.StopAsync();

            await installation.Host.StartAsync();
            installation.Conduct.HostGoneFrom = DateTime.MaxValue;
            await load.SettleAsync();
        }

        await Truth.HoldsAsync(installation, load);
        await Truth.IsToldByAsync(installation, installation.Client);
    }
}
