using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;

namespace BraidMgr.Fault.Tests.Connections;

/// <summary>Somebody beside the host, such as an administrator's session, holds a lock that writes need.</summary>
[Collection(FaultServer.Name)]
public sealed class LocksTests(FaultServer server)
{
    [Theory]
    [InlineData("select 1 from org_owner for update", false)]
    [InlineData("select 1 from projects for update", false)]
    [InlineData("select 1 from items where item_num = 1 for update", true)]
    public async Task Writes_that_wait_for_a_lock_are_refused_in_time_and_the_others_go_on(string sql, bool others)
    {
        await using var installation = await Installation.StartAsync(server, organizations: 1);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client);
        load.Start();
        await load.ProgressAsync();
        await using (await installation.Organizations[0].Hold(sql))
        {
            await Task.Delay(TimeSpan.FromSeconds(4));
            installation.Conduct.Count(503).ShouldBeGreaterThan(0);
            await (others ? load.ProgressAsync() : Task.CompletedTask);
        }

        await load.ProgressAsync();
        await load.StopAsync();
        await load.SettleAsync();
        await Truth.HoldsAsync(installation, load);
        await Truth.IsToldByAsync(installation, installation.Client);
    }
}
