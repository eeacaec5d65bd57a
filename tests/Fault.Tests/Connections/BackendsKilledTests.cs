using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;

namespace BraidMgr.Fault.Tests.Connections;

/// <summary>Backends of the serving role terminated, again and again, while 32 clients write.</summary>
[Collection(FaultServer.Name)]
public sealed class BackendsKilledTests(FaultServer server)
{
    private const string TerminateOneSql = """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = 'braid_app' and state = 'active'
        order by random() limit 1
        """;

    [Fact, Trait("Category", "Short")]
    public Task Memory_says_what_the_database_holds_when_backends_die_in_the_middle_of_commits() => TerminateUnderLoad(seconds: 2);

    [Fact, Trait("Category", "Long")]
    public Task Memory_says_what_the_database_holds_when_backends_die_for_half_a_minute() => TerminateUnderLoad(seconds: 30);

    private async Task TerminateUnderLoad(double seconds)
    {
        await using var installation = await Installation.StartAsync(server);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client);
        load.Start();
        await load.ProgressAsync();
        var (killed, until) = (0, DateTime.UtcNow.AddSeconds(seconds));
        while (DateTime.UtcNow < until || killed < 5)
        {
            foreach (var organization in installation.Organizations)
            {
                killed += (await organization.Rows(TerminateOneSql)).Count(r => r == "True");
            }

            await Task.Delay(Random.Shared.Next(20, 100));
        }

        await load.ProgressAsync();
        await load.StopAsync();
        await load.SettleAsync();
        installation.Conduct.Count(503).ShouldBeGreaterThan(0);
        await Truth.HoldsAsync(installation, load);
        await Truth.IsToldByAsync(installation, installation.Client);
    }
}
