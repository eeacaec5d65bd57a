using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using BraidMgr.Testing;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>
/// Two hosts that know nothing of each other on one central database: each has an activation of every organization, and believes
/// that it owns the organization's database.
/// </summary>
[Collection(FaultServer.Name)]
public sealed class TakeoverTests(FaultServer server)
{
    [Fact, Trait("Category", "Short")]
    public Task A_host_that_slept_while_another_took_over_is_refused_when_it_wakes() => Sleep(times: 1);

    [Fact, Trait("Category", "Long")]
    public Task A_host_that_sleeps_often_is_refused_whenever_it_wakes() => Sleep(times: 2);

    [Fact, Trait("Category", "Full")]
    public Task A_host_that_sleeps_twenty_times_is_refused_whenever_it_wakes() => Sleep(times: 20);

    [Fact, Trait("Category", "Long")]
    public async Task Whoever_is_taken_over_from_again_and_again_acknowledges_nothing_that_is_not_stored()
    {
        await using var installation = await Installation.StartAsync(server, organizations: 2);
        var (_, other) = await installation.AddHostAsync();
        await using var load = new ItemLoad(installation);
        var here = load.With(installation.Client, ItemLoad.Writers / 2);
        var there = load.With(other, ItemLoad.Writers / 2);
        load.Start();
        await Task.Delay(TimeSpan.FromSeconds(15));
        // Each takes the databases from the other again and again, with new connections and projects read anew: slow, by nature.
        await load.ProgressAsync(changes: 3, within: TimeSpan.FromSeconds(60));
        await load.StopAsync();
        await load.SettleAsync();

        installation.Conduct.Count(503).ShouldBeGreaterThan(0);
        await OwnsAndTells(installation, here, installation.Client);
        await OwnsAndTells(installation, there, other);
        await Truth.HoldsAsync(installation, load);
    }

    private async Task Sleep(int times)
    {
        await using var installation = await Installation.StartAsync(server, organizations: 2);
        var (_, other) = await installation.AddHostAsync();
        await using var sleepy = new ItemLoad(installation);
        await using var awake = new ItemLoad(installation);
        var here = sleepy.With(installation.Client, ItemLoad.Writers / 2);
        awake.With(other, ItemLoad.Writers / 4);
        for (var i = 0; i < times; i++)
        {
            sleepy.Start();
            await sleepy.ProgressAsync(changes: 3);
            var takeovers = Takeovers(installation.Host);
            await installation.Host.FreezeAsync();
            awake.Start();
            await awake.ProgressAsync(changes: 3);
            await awake.StopAsync();
            await installation.Host.ThawAsync();
            await sleepy.ProgressAsync();
            await sleepy.StopAsync();
            Takeovers(installation.Host).ShouldBeGreaterThan(takeovers, "what had waited is refused by the fence");
        }

        await Task.WhenAll(sleepy.SettleAsync(), awake.SettleAsync());
        await OwnsAndTells(installation, here, installation.Client);
        await Truth.HoldsAsync(installation, sleepy, awake);
    }

    private static int Takeovers(ApiProcess host) => host.Log.Split("was taken over by another activation").Length;

    /// <summary>One write in one project of each organization makes the host their owner; then it tells the truth of all of them.</summary>
    private static async Task OwnsAndTells(Installation installation, IReadOnlyList<ItemWriter> writers, Client client)
    {
        foreach (var organization in installation.Organizations)
        {
            await writers.First(w => w.Project == organization.Projects[0]).CreateOneAsync();
        }

        await Truth.IsToldByAsync(installation, client);
    }
}
