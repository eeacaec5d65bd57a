using System.Globalization;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using BraidMgr.Testing;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>Rule 8 of the architecture, counted by the silos themselves: an organization's grains are in one process.</summary>
[Collection(FaultServer.Name)]
public sealed class PlacementTests(FaultServer server)
{
    private const double Share = 0.99;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    [ClusterFact, Trait("Category", "Long")]
    public async Task Projects_call_their_database_in_process_also_after_a_silo_has_joined_or_left()
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 2, hosts: 1, organizations: 12);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client, writers: 24, TimeSpan.FromMilliseconds(100));
        load.Start();
        await load.ProgressAsync(changes: 3);
        (await ShareInProcess(installation, load, TimeSpan.Zero)).ShouldBeGreaterThan(Share, "as started");

        var joined = await installation.AddSiloAsync();
        (await ShareInProcess(installation, load, Settled)).ShouldBeGreaterThan(Share, "a silo has joined");
        (await Calls(joined, "local")).ShouldBeGreaterThan(0, "the new silo has its share of the organizations");

        await installation.Silos[0].StopAsync();
        (await ShareInProcess(installation, load, Settled)).ShouldBeGreaterThan(Share, "a silo has left");
        await load.StopAsync();
    }

    // Over some hundred calls, from a while after the change on.
    private static async Task<double> ShareInProcess(Installation installation, ItemLoad load, TimeSpan after)
    {
        await Task.Delay(after);
        var silos = installation.Silos.Where(s => s.IsRunning).ToList();
        var before = await Sum(silos);
        await load.ProgressAsync(changes: 10, within: TimeSpan.FromSeconds(60));
        var now = await Sum(silos);
        var (local, remote) = (now.Local - before.Local, now.Remote - before.Remote);
        (local + remote).ShouldBeGreaterThan(200);
        return local / (local + remote);
    }

    private static async Task<(double Local, double Remote)> Sum(List<ApiProcess> silos)
    {
        var (local, remote) = (0d, 0d);
        foreach (var silo in silos)
        {
            (local, remote) = (local + await Calls(silo, "local"), remote + await Calls(silo, "remote"));
        }

        return (local, remote);
    }

    private static async Task<double> Calls(ApiProcess silo, string place)
    {
        using var client = new HttpClient { BaseAddress = silo.Address };
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var name = $"braid_org_calls_total{{place=\"{place}\"}} ";
        return metrics.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[name.Length..], CultureInfo.InvariantCulture));
    }
}
