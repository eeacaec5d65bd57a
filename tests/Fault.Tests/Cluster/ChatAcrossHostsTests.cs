using BraidMgr.Fault.Tests.Chat;
using BraidMgr.Fault.Tests.Harness;
using Xunit.Abstractions;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>
/// People chat on two hosts of a cluster with two silos, behind a network that cuts a tenth of the frames off. Each host is killed, and its
/// clients go on at the other one; each silo is stopped, which moves the organization to the other one, and one is killed; PostgreSQL is
/// killed and restarted.
/// </summary>
[Collection(FaultServer.Name)]
public sealed class ChatAcrossHostsTests(FaultServer server, ITestOutputHelper output)
{
    // About as long as a process takes that ends, is missed, and is back: nobody waits for it here, as on one host.
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromSeconds(8);

    [NodeClusterFact, Trait("Category", "Long")]
    public Task Clients_miss_nothing_whichever_host_silo_or_server_is_lost() => Chat(ChatScale.Long);

    [NodeClusterFact, Trait("Category", "Full")]
    public Task Clients_miss_nothing_whichever_host_silo_or_server_is_lost_at_full_size() => Chat(ChatScale.Full);

    private async Task Chat(ChatScale scale)
    {
        await using var installation = await Installation.StartClusterAsync(
            server, silos: 2, hosts: 2, organizations: 1, ("BRAID__LIVE__MAXCONNECTIONSPERUSER", "500"));
        Func<Task>[] faults =
        [
            async () => { await installation.Hosts[0].KillAsync(); await installation.Hosts[0].StartAsync(); },
            async () => { await installation.Silos[0].StopAsync(); await installation.Silos[0].StartAsync(); },
            async () => { await server.Postgres.KillAsync(); await server.Postgres.StartAsync(); },
            async () => { await installation.Hosts[1].KillAsync(); await installation.Hosts[1].StartAsync(); },
            async () => { await installation.Silos[1].StopAsync(); await installation.Silos[1].StartAsync(); },
            async () => await installation.Organizations[0].Rows(ChatLoad.TakeOver),
            async () => { await installation.Silos[0].KillAsync(); await installation.Silos[0].StartAsync(); },
            async () => { await server.Postgres.StopAsync(); await server.Postgres.StartAsync(); },
        ];
        var rest = BetweenFaults * scale.Rounds * faults.Length * scale.Lanes / scale.Messages;
        using var load = await ChatLoad.BeginAsync(installation, scale.Messages, scale.Senders, cut: 0.1, rest);
        await load.SurvivesAsync(scale, output, faults);
    }
}
