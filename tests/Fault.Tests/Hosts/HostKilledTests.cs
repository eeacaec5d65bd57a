using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>kill -9 of the host while 32 clients write in several organizations.</summary>
[Collection(FaultServer.Name)]
public sealed class HostKilledTests(FaultServer server)
{
    [Fact, Trait("Category", "Short")]
    public Task Every_acknowledged_write_is_there_after_a_kill_and_none_twice() => KillUnderLoad(kills: 1);

    [Fact, Trait("Category", "Long")]
    public Task Every_acknowledged_write_is_there_after_four_kills_and_none_twice() => KillUnderLoad(kills: 4);

    [Fact, Trait("Category", "Full")]
    public Task Every_acknowledged_write_is_there_after_twenty_kills_and_none_twice() => KillUnderLoad(kills: 20);

    private async Task KillUnderLoad(int kills)
    {
        await using var installation = await Installation.StartAsync(server);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client);
        for (var i = 0; i < kills; i++)
        {
            load.Start();
            await load.ProgressAsync(changes: 3);
            await Task.Delay(Random.Shared.Next(1000));
            installation.Conduct.HostGoneFrom = DateTime.MinValue;
            await installation.Host.KillAsync();
            await load.StopAsync();

            await installation.Host.StartAsync();
            installation.Conduct.HostGoneFrom = DateTime.MaxValue;
            await load.SettleAsync();
        }

        installation.Conduct.Count(0).ShouldBeGreaterThan(0, "requests were under way");
        await Truth.HoldsAsync(installation, load);
        await Truth.IsToldByAsync(installation, installation.Client);
    }
}
