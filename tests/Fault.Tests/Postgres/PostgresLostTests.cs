using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;

namespace BraidMgr.Fault.Tests.Postgres;

/// <summary>
/// PostgreSQL killed, or stopped, and started again while 32 clients write and others read. A server of its own: it would have to recover
/// the databases of other tests too, which takes half a minute.
/// </summary>
public sealed class PostgresLostTests(FaultServer server) : IClassFixture<FaultServer>
{
    [Fact, Trait("Category", "Short")]
    public Task The_host_goes_on_by_itself_after_its_server_was_killed() => LoseUnderLoad(times: 1, kill: _ => true);

    [Fact, Trait("Category", "Long")]
    public Task The_host_goes_on_by_itself_when_its_server_is_lost_again_and_again() => LoseUnderLoad(times: 4, kill: IsKilled);

    [Fact, Trait("Category", "Full")]
    public Task The_host_goes_on_by_itself_after_its_server_was_lost_twenty_times() => LoseUnderLoad(times: 20, kill: IsKilled);

    private static bool IsKilled(int time) => time % 3 != 2;

    private async Task LoseUnderLoad(int times, Func<int, bool> kill)
    {
        await using var installation = await Installation.StartAsync(server);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client);
        load.Start();
        await using (var readers = new Readers(installation))
        {
            for (var i = 0; i < times; i++)
            {
                await load.ProgressAsync(changes: 2);
                await LoseServer(installation.Conduct, readers, kill(i));
                await load.ProgressAsync();
            }

            readers.RefusedOfQuiet.ShouldBe(0, "a project that nobody writes to is answered from memory throughout");
        }

        await load.StopAsync();
        await load.SettleAsync();
        await Truth.HoldsAsync(installation, load);
        await Truth.IsToldByAsync(installation, installation.Client);
    }

    private async Task LoseServer(Conduct conduct, Readers readers, bool kill)
    {
        var (refused, answered) = (conduct.Count(503), readers.AnsweredOfQuiet);
        await (kill ? server.Postgres.KillAsync() : server.Postgres.StopAsync());
        var acknowledged = conduct.Count(201);
        await Task.Delay(TimeSpan.FromSeconds(1));
        conduct.Count(201).ShouldBeLessThanOrEqualTo(acknowledged + ItemLoad.Writers, "nothing can be stored without a server");
        conduct.Count(503).ShouldBeGreaterThan(refused + ItemLoad.Writers, "writes are refused meanwhile");
        readers.AnsweredOfQuiet.ShouldBeGreaterThan(answered + 10, "reads are answered meanwhile");
        await server.Postgres.StartAsync();
    }
}
