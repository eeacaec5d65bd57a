using BraidMgr.Fault.Tests.Chat;
using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>People chat on two hosts of a cluster, and each host is lost while they do.</summary>
[Collection(FaultServer.Name)]
public sealed class ChatAcrossHostsTests(FaultServer server)
{
    private const int Messages = 1000;

    [NodeClusterFact, Trait("Category", "Long")]
    public async Task Clients_of_a_host_that_is_killed_go_on_at_another_and_miss_nothing()
    {
        await using var installation = await Installation.StartClusterAsync(
            server, silos: 1, hosts: 2, organizations: 1, ("BRAID__LIVE__MAXCONNECTIONSPERUSER", "500"));
        using var load = await ChatLoad.BeginAsync(installation, Messages, cut: 0);
        for (var i = 0; i < installation.Hosts.Count; i++)
        {
            await load.ReachesAsync(Messages * ((2 * i) + 1) / 5);
            await installation.Hosts[i].KillAsync();
            // Everybody is at the other one meanwhile.
            await load.ReachesAsync(Messages * ((2 * i) + 2) / 5);
            await installation.Hosts[i].StartAsync();
        }

        await load.EndsWellAsync();
    }
}
