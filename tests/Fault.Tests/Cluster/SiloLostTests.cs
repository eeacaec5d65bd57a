using System.Diagnostics;
using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using Npgsql;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>Silos without an API that end in every way, under the writes of clients of two hosts without a silo.</summary>
[Collection(FaultServer.Name)]
public sealed class SiloLostTests(FaultServer server)
{
    private static readonly TimeSpan ServedAgain = TimeSpan.FromSeconds(15);

    [ClusterFact]
    public async Task A_silo_that_is_killed_loses_no_write_and_the_others_serve_its_organizations()
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 3, hosts: 2, organizations: 6);
        await using var load = Load(installation);
        load.Start();
        await load.ProgressAsync(changes: 3);

        await installation.Silos[0].KillAsync();
        await load.ProgressAsync(within: ServedAgain);

        await EndsWell(installation, load);
    }

    [ClusterFact, Trait("Category", "Long")]
    public async Task A_rolling_upgrade_hands_over_within_10_s_and_fails_nothing_that_hosts_may_retry()
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 3, hosts: 2, organizations: 6);
        await using var load = Load(installation);
        load.Start();
        await load.ProgressAsync(changes: 3);
        foreach (var silo in installation.Silos)
        {
            var clock = Stopwatch.StartNew();
            (await silo.StopAsync()).ShouldBe(0);
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await load.ProgressAsync(within: ServedAgain);
            await silo.StartAsync();
            await load.ProgressAsync(within: ServedAgain);
        }

        foreach (var retried in (string[])["GET", "POST"])
        {
            installation.Conduct.Count(retried, 503).ShouldBe(0, $"{installation.Conduct}\n{installation.Logs()}");
        }

        await EndsWell(installation, load);
    }

    [ClusterFact]
    public Task A_silo_that_stops_in_good_order_ends_no_call_of_the_others() => StopBesideSlowCalls(_ => Task.CompletedTask);

    [ClusterFact]
    public Task One_that_was_suspected_and_lived_on_ends_none_either_when_it_stops() => StopBesideSlowCalls(SuspectEachAsync);

    private async Task StopBesideSlowCalls(Func<Installation, Task> before)
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 3, hosts: 1, organizations: 6);
        await before(installation);
        foreach (var organization in installation.Organizations)
        {
            await MakeSlowAsync(organization);
        }

        // Without a key: nobody asks again, and an answer that is lost is the client's to see.
        var slow = Task.WhenAll(installation.Organizations.Select(organization => installation.Client.Post(
            organization, $"projects/{organization.Projects[0]}/items", new { type = "Risk", title = "Slow" }, null, 201)));
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        slow.IsCompleted.ShouldBeFalse();
        (await installation.Silos[0].StopAsync()).ShouldBe(0);

        (await slow).ShouldAllBe(answer => answer.Status == 201);
    }

    // As one silo that did not get its answer in time writes it; the hosts look every two seconds.
    private static async Task SuspectEachAsync(Installation installation)
    {
        await using var central = NpgsqlDataSource.Create(installation.Central + ";Pooling=false");
        await using var command = central.CreateCommand("""
            UPDATE orleansmembershiptable
               SET suspecttimes = address || ':' || port || '@' || generation || ',' || to_char(now() at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.MS') || ' GMT'
             WHERE status = 3
            """);
        (await command.ExecuteNonQueryAsync()).ShouldBe(3);
        await Task.Delay(TimeSpan.FromSeconds(3));
    }

    [ClusterFact, Trait("Category", "Long")]
    public async Task A_silo_that_stood_still_past_its_eviction_writes_nothing_when_it_goes_on()
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 3, hosts: 2, organizations: 6);
        await using var load = Load(installation);
        load.Start();
        await load.ProgressAsync(changes: 3);

        await installation.Silos[0].FreezeAsync();
        await load.ProgressAsync(within: TimeSpan.FromSeconds(25));
        await installation.Silos[0].ThawAsync();
        await load.ProgressAsync(changes: 3, within: ServedAgain);

        await EndsWell(installation, load);
    }

    // For longer than it takes a client of the cluster to notice that a silo has left, and less than a write may.
    private static async Task MakeSlowAsync(Organization organization)
    {
        await using var command = organization.Database.CreateCommand("""
            CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(4); RETURN new; END';
            CREATE TRIGGER slow BEFORE INSERT ON items FOR EACH ROW WHEN (new.title = 'Slow') EXECUTE FUNCTION be_slow();
            """);
        await command.ExecuteNonQueryAsync();
    }

    private static ItemLoad Load(Installation installation)
    {
        var load = new ItemLoad(installation);
        foreach (var client in installation.Clients)
        {
            load.With(client, writers: 12, pause: TimeSpan.FromMilliseconds(100));
        }

        return load;
    }

    private static async Task EndsWell(Installation installation, ItemLoad load)
    {
        await load.StopAsync();
        await load.SettleAsync();
        await Truth.HoldsAsync(installation, load);
        foreach (var client in installation.Clients)
        {
            await Truth.IsToldByAsync(installation, client);
        }
    }
}
