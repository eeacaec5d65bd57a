using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;

namespace BraidMgr.Fault.Tests.Connections;

/// <summary>Somebody beside the host, such as an administrator's session, holds a lock that writes need.</summary>
[Collection(FaultServer.Name)]
public sealed class LocksTests(FaultServer server)
{
    // Each lock, and whether writes that do not need it go on.
    private static readonly (string Sql, bool OthersGoOn)[] Locks =
    [
        ("select 1 from org_owner for update", false),
        ("select 1 from projects for update", false),
        ("select 1 from items where item_num = 1 for update", true),
    ];

    [Fact, Trait("Category", "Long")]
    public async Task Writes_that_wait_for_a_lock_are_refused_in_time_and_the_others_go_on()
    {
        await using var installation = await Installation.StartAsync(server, organizations: 1);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client);
        load.Start();
        await load.ProgressAsync();
        foreach (var (sql, othersGoOn) in Locks)
        {
            await HoldAsync(installation, load, sql, othersGoOn);
        }

        await load.StopAsync();
        await load.SettleAsync();
        await Truth.HoldsAsync(installation, load);
        await Truth.IsToldByAsync(installation, installation.Client);
    }

    private static async Task HoldAsync(Installation installation, ItemLoad load, string sql, bool othersGoOn)
    {
        var refused = installation.Conduct.Count(503);
        await using (await installation.Organizations[0].Hold(sql))
        {
            await Task.Delay(TimeSpan.FromSeconds(4));
            installation.Conduct.Count(503).ShouldBeGreaterThan(refused, sql);
            await (othersGoOn ? load.ProgressAsync() : Task.CompletedTask);
        }

        await load.ProgressAsync();
    }
}
