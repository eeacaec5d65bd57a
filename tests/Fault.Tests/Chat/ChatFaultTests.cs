using BraidMgr.Fault.Tests.Harness;
using Xunit.Abstractions;

namespace BraidMgr.Fault.Tests.Chat;

/// <summary>
/// Everything fails that can while people chat: a tenth of the frames is cut off, the host is killed, PostgreSQL is killed and
/// restarted, the organization is taken over. No acknowledged message is missing, none is there twice, and every client that came
/// back heard all in order.
/// </summary>
[Collection(FaultServer.Name)]
public sealed class ChatFaultTests(FaultServer server, ITestOutputHelper output)
{
    [NodeFact, Trait("Category", "Long")]
    public Task Nothing_is_lost_doubled_or_out_of_order() => Chat(ChatScale.Long);

    [NodeFact, Trait("Category", "Full")]
    public Task Nothing_is_lost_doubled_or_out_of_order_at_full_size() => Chat(ChatScale.Full);

    private async Task Chat(ChatScale scale)
    {
        await using var installation = await Installation.StartAsync(server, organizations: 1, settings: [("BRAID__LIVE__MAXCONNECTIONSPERUSER", "500"), ("BRAID__TOKENS__ACCESSMINUTES", "60")]);
        var organization = installation.Organizations[0];
        using var load = await ChatLoad.BeginAsync(installation, scale.Messages, scale.Senders, cut: 0.1);
        Func<Task>[] faults =
        [
            async () => { await installation.Host.KillAsync(); await installation.Host.StartAsync(); },
            async () => { await server.Postgres.KillAsync(); await server.Postgres.StartAsync(); },
            async () => await organization.Rows(ChatLoad.TakeOver),
            async () => { await server.Postgres.StopAsync(); await server.Postgres.StartAsync(); },
        ];
        await load.SurvivesAsync(scale, output, faults);
    }
}
