using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Chat;

/// <summary>
/// Everything fails that can while people chat: a tenth of the frames is cut off, the host is killed, PostgreSQL is killed and
/// restarted, the organization is taken over. No acknowledged message is missing, none is there twice, and every client that came
/// back heard all in order.
/// </summary>
[Collection(FaultServer.Name)]
public sealed class ChatFaultTests(FaultServer server)
{
    private const string TakeOver = "update org_owner set owner_token = gen_random_uuid(), epoch = epoch + 1";

    [NodeFact, Trait("Category", "Long")]
    public Task Nothing_is_lost_doubled_or_out_of_order_in_1_000_messages() => Chat(messages: 1000, rounds: 1);

    [NodeFact, Trait("Category", "Full")]
    public Task Nothing_is_lost_doubled_or_out_of_order_in_100_000_messages() => Chat(messages: 100_000, rounds: 8);

    private async Task Chat(int messages, int rounds)
    {
        await using var installation = await Installation.StartAsync(server, organizations: 1, settings: [("BRAID__LIVE__MAXCONNECTIONSPERUSER", "500"), ("BRAID__TOKENS__ACCESSMINUTES", "60")]);
        var organization = installation.Organizations[0];
        using var load = await ChatLoad.BeginAsync(installation, messages, cut: 0.1);
        Func<Task>[] faults =
        [
            async () => { await installation.Host.KillAsync(); await installation.Host.StartAsync(); },
            async () => { await server.Postgres.KillAsync(); await server.Postgres.StartAsync(); },
            async () => await organization.Rows(TakeOver),
            async () => { await server.Postgres.StopAsync(); await server.Postgres.StartAsync(); },
        ];
        var step = messages / ((rounds * faults.Length) + 1);
        for (var i = 0; i < rounds * faults.Length; i++)
        {
            await load.ReachesAsync((i + 1) * step);
            await faults[i % faults.Length]();
        }

        await load.EndsWellAsync();
    }
}
