using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using BraidMgr.Fault.Tests.Proxy;

namespace BraidMgr.Fault.Tests.Connections;

/// <summary>Connections that break between host and PostgreSQL, in the middle of a commit.</summary>
[Collection(FaultServer.Name)]
public sealed class BadNetworkTests(FaultServer server)
{
    [Fact]
    public Task A_commit_whose_answer_is_lost_is_shown_and_its_retry_makes_no_second_item() =>
        LoseOneCreation(Lost.Answer, isStored: true);

    [Fact]
    public Task A_commit_that_is_cut_off_is_not_shown_and_its_retry_makes_the_item() =>
        LoseOneCreation(Lost.Half, isStored: false);

    [Fact, Trait("Category", "Short")]
    public Task Memory_says_what_the_database_holds_when_connections_break_at_any_moment() => BreakUnderLoad(seconds: 2);

    [Fact, Trait("Category", "Long")]
    public Task Memory_says_what_the_database_holds_when_connections_break_for_half_a_minute() => BreakUnderLoad(seconds: 30);

    private async Task LoseOneCreation(Lost lost, bool isStored)
    {
        await using var proxy = new TcpProxy(server.Port);
        await using var installation = await Installation.StartAsync(server, organizations: 1, proxy.Port);
        var (client, organization) = (installation.Client, installation.Organizations[0]);
        var path = $"projects/{organization.Projects[0]}/items";
        var item = new { type = "Risk", title = "Heat shield" };

        proxy.Lose(lost, of: "Heat shield");
        var answer = await client.Post(organization, path, item, "k1");
        proxy.IsDone.ShouldBeTrue();
        answer.Status.ShouldBe(503, answer.ToString());

        (await Titles()).ShouldBe(isStored ? ["Parachutes", "Heat shield"] : ["Parachutes"]);
        var retried = (await client.Post(organization, path, item, "k1", 201)).Ok();
        retried.ItemNum.ShouldBe(2);
        (await Titles()).ShouldBe(["Parachutes", "Heat shield"]);
        (await organization.Rows("select title from items where project_id = $1 order by item_num", organization.Projects[0]))
            .ShouldBe(["Parachutes", "Heat shield"]);
        installation.Conduct.ShouldBeGood(installation.Logs);

        async Task<List<string>> Titles()
        {
            // A connection that the cut left behind in the pool may cost one more answer.
            var page = await client.Get(organization, path, 200);
            page = page.IsSuccess ? page : (await client.Get(organization, path, 200)).Ok();
            return [.. page.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString()!)];
        }
    }

    private async Task BreakUnderLoad(double seconds)
    {
        await using var proxy = new TcpProxy(server.Port);
        await using var installation = await Installation.StartAsync(server, port: proxy.Port);
        await using var load = new ItemLoad(installation);
        load.With(installation.Client);
        load.Start();
        await load.ProgressAsync();
        Action[] faults = [proxy.CutAny, () => proxy.Lose(Lost.Answer), () => proxy.Lose(Lost.Half)];
        for (var until = DateTime.UtcNow.AddSeconds(seconds); DateTime.UtcNow < until;)
        {
            faults[Random.Shared.Next(faults.Length)]();
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
