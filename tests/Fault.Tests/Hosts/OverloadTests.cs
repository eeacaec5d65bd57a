using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Testing;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>More work in one organization than its bounds allow (architecture, rule 9).</summary>
[Collection(FaultServer.Name)]
public sealed class OverloadTests(FaultServer server)
{
    private const int Clients = 40;

    [Fact]
    public async Task Writes_beyond_the_queue_are_refused_with_429_and_other_organizations_notice_nothing()
    {
        await using var installation = await Installation.StartAsync(server, organizations: 2, settings: ("BRAID__POOL__MAXQUEUEDWRITES", "4"));
        var (client, busy, calm) = (installation.Client, installation.Organizations[0], installation.Organizations[1]);
        Task<Answer[]> writes;
        await using (await busy.Hold("select 1 from org_owner for update"))
        {
            writes = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Create(client, busy)));
            await NobodyNotices(client, calm);
        }

        var answers = await writes;
        var refused = answers.Count(a => a.Status == 429);
        var created = answers.Count(a => a.Status == 201);
        refused.ShouldBeGreaterThanOrEqualTo(Clients / 2);
        created.ShouldBeGreaterThan(0);
        (await busy.Rows("select count(*) from items where project_id = $1", busy.Projects[0])).ShouldBe([$"{created + 1}"]);
        (await Create(client, busy)).Status.ShouldBe(201);
        installation.Conduct.ShouldBeGood(installation.Logs);
    }

    [Fact]
    public async Task Queries_beyond_the_queue_are_refused_with_429_and_other_organizations_notice_nothing()
    {
        await using var installation = await Installation.StartAsync(
            server, organizations: 2, settings: [("BRAID__POOL__MAXSIZE", "3"), ("BRAID__POOL__MAXQUEUEDQUERIES", "4"), ("BRAID__POOL__QUERYWAITMILLISECONDS", "60000")]);
        var (client, busy, calm) = (installation.Client, installation.Organizations[0], installation.Organizations[1]);
        Task<Answer[]> queries;
        await using (await busy.Hold("lock table audit_log in access exclusive mode"))
        {
            queries = Task.WhenAll(Enumerable.Range(0, Clients).Select(
                _ => client.Get(busy, $"projects/{busy.Projects[0]}/activity", 200, 429)));
            await NobodyNotices(client, calm);
            (await client.Get(busy, $"projects/{busy.Projects[0]}/items", 200)).Status.ShouldBe(200, "what is in memory needs no connection");
        }

        var answers = await queries;
        // Two run and four wait.
        answers.Count(a => a.Status == 200).ShouldBe(6);
        answers.Count(a => a.Status == 429).ShouldBe(Clients - 6);
        installation.Conduct.ShouldBeGood(installation.Logs);
    }

    [Fact]
    public async Task Queries_that_wait_behind_long_ones_are_refused_while_those_still_run()
    {
        await using var installation = await Installation.StartAsync(server, organizations: 2, settings: ("BRAID__POOL__MAXSIZE", "3"));
        var (client, busy, calm) = (installation.Client, installation.Organizations[0], installation.Organizations[1]);
        List<Task<Answer>> queries;
        await using (await busy.Hold("lock table audit_log in access exclusive mode"))
        {
            queries = [.. Enumerable.Range(0, Clients).Select(_ => client.Get(busy, $"projects/{busy.Projects[0]}/activity", 200, 429))];
            await NobodyNotices(client, calm);
            // Two run until the lock is gone; nobody else waits for that.
            await Eventually.Holds(() => queries.Count(q => q.IsCompleted) >= Clients - 2);
            (await Task.WhenAll(queries.Where(q => q.IsCompleted))).Count(a => a.Status == 429).ShouldBe(Clients - 2);
        }

        (await Task.WhenAll(queries)).Count(a => a.Status == 200).ShouldBe(2);
        installation.Conduct.ShouldBeGood(installation.Logs);
    }

    private static Task<Answer> Create(Client client, Organization organization) =>
        client.Post(organization, $"projects/{organization.Projects[0]}/items", new { type = "Risk", title = "Heat shield" }, null, 201, 429);

    private static async Task NobodyNotices(Client client, Organization calm)
    {
        for (var i = 0; i < 10; i++)
        {
            (await Create(client, calm)).Status.ShouldBe(201);
            (await client.Get(calm, $"projects/{calm.Projects[0]}/activity", 200)).Status.ShouldBe(200);
        }
    }
}
