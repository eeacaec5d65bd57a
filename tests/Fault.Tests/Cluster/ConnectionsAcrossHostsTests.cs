using BraidMgr.Fault.Tests.Chat;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Testing;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>The limit of connections per person holds over all hosts of a cluster.</summary>
[Collection(FaultServer.Name)]
public sealed class ConnectionsAcrossHostsTests(FaultServer server)
{
    [ClusterFact, Trait("Category", "Long")]
    public async Task Connections_to_all_hosts_count_together_and_those_of_a_host_that_was_killed_no_more()
    {
        await using var installation = await Installation.StartClusterAsync(
            server, silos: 1, hosts: 2, organizations: 1, ("BRAID__LIVE__MAXCONNECTIONSPERUSER", "2"));
        var (here, there) = (installation.Hosts[0], installation.Hosts[1]);
        var token = installation.Organizations[0].Token;
        using var first = await HubSocket.ConnectAsync(here.Address, token);
        first.Refusal.ShouldBeNull();
        using (var second = await HubSocket.ConnectAsync(there.Address, token))
        {
            second.Refusal.ShouldBeNull();
            // Also after each host has said what it has, and that for longer than it counts without.
            await Task.Delay(TimeSpan.FromSeconds(12));
            await IsTurnedAwayAsync(here, token);
            await IsTurnedAwayAsync(there, token);
        }

        using var third = await IsLetInAsync(here, token);
        await IsTurnedAwayAsync(there, token);

        await here.KillAsync();
        using var fourth = await IsLetInAsync(there, token);
        using var fifth = await IsLetInAsync(there, token);
        await IsTurnedAwayAsync(there, token);
    }

    private static async Task IsTurnedAwayAsync(ApiProcess host, string token)
    {
        using var socket = await HubSocket.ConnectAsync(host.Address, token);
        socket.Refusal.ShouldNotBeNull().ShouldContain("RATE_LIMITED: You have 2 connections of 2 (Live:MaxConnectionsPerUser)");
    }

    private static async Task<HubSocket> IsLetInAsync(ApiProcess host, string token)
    {
        for (var i = 0; ; i++)
        {
            var socket = await HubSocket.ConnectAsync(host.Address, token);
            if (socket.Refusal is null)
            {
                return socket;
            }

            socket.Dispose();
            i.ShouldBeLessThan(120, socket.Refusal);
            await Task.Delay(250);
        }
    }
}
