using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Connections;

/// <summary>Calls of grains whose time is up while the write that they wait for is under way: it is made, or refused, when nobody waits any more.</summary>
[Collection(FaultServer.Name)]
public sealed class GrainTimeoutTests(FaultServer server)
{
    private const string Key = "late";

    // By default it is the other way round: callers outlast their writes.
    private static readonly (string, string)[] WritesOutlastCallers =
    [
        ("BRAID__ENGINE__RESPONSETIMEOUT", "00:00:03"), ("BRAID__POOL__LOCKTIMEOUTMILLISECONDS", "6000"), ("BRAID__POOL__WRITETIMEOUTMILLISECONDS", "9000"),
    ];

    [Theory, Trait("Category", "Long")]
    [InlineData(1, true)]
    [InlineData(5, false)]
    public async Task What_a_write_did_whose_caller_gave_up_is_what_memory_then_says_and_a_retry_makes_nothing_twice(int seconds, bool made)
    {
        await using var installation = await Installation.StartAsync(server, organizations: 1, settings: WritesOutlastCallers);
        var (organization, client) = (installation.Organizations[0], installation.Client);
        var path = $"projects/{organization.Projects[0]}/items";

        Task<Answer> meanwhile;
        await using (await organization.Hold("select 1 from projects for update"))
        {
            var late = await CreateAsync(client, organization, path);
            (late.Status, late.Error).ShouldBe((503, "UNAVAILABLE"), late.ToString());
            late.Text.ShouldContain("whether it was made is not known");
            // Nobody may take for the truth what is in the database now.
            meanwhile = client.Get(organization, path, 200);
            await Task.Delay(TimeSpan.FromSeconds(seconds));
        }

        await AnswersAsync(client, organization, path);
        (await CountAsync(organization)).ShouldBe(made ? "1" : "0");
        await Truth.IsToldByAsync(installation, client);
        await meanwhile;

        var again = (await CreateAsync(client, organization, path)).Ok();
        (await CreateAsync(client, organization, path)).Ok().Text.ShouldBe(again.Text);
        (await CountAsync(organization)).ShouldBe("1");
        await Truth.IsToldByAsync(installation, client);
        installation.Conduct.ShouldBeGood(installation.Logs);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_change_whose_caller_gave_up_is_told_with_the_version_that_it_made()
    {
        await using var installation = await Installation.StartAsync(server, organizations: 1, settings: WritesOutlastCallers);
        var (organization, client) = (installation.Organizations[0], installation.Client);
        var path = $"projects/{organization.Projects[0]}/items/1";

        Task<Answer> meanwhile;
        await using (await organization.Hold("select 1 from items where item_num = 1 for update"))
        {
            (await client.Patch(organization, path, new { title = "Brakes" }, 1, 200)).Status.ShouldBe(503);
            meanwhile = client.Get(organization, path, 200);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        var told = await AnswersAsync(client, organization, path);
        (told.Title, told.Version).ShouldBe(("Brakes", 2));
        await Truth.IsToldByAsync(installation, client);
        await meanwhile;
        (await client.Patch(organization, path, new { title = "Brakes" }, 1, 412)).Status.ShouldBe(412);
        installation.Conduct.ShouldBeGood(installation.Logs);
    }

    private static Task<Answer> CreateAsync(Client client, Organization organization, string path) =>
        client.Post(organization, path, new { type = "Risk", title = "Late" }, Key, 201);

    private static async Task<string> CountAsync(Organization organization) =>
        (await organization.Rows("select count(*) from items where title = 'Late'")).Single();

    // Whoever asked while the write was under way may have been told to come back.
    private static async Task<Answer> AnswersAsync(Client client, Organization organization, string path)
    {
        var answer = await client.Get(organization, path, 200);
        for (var until = DateTime.UtcNow + TimeSpan.FromSeconds(30); answer.Status == 503 && DateTime.UtcNow < until;)
        {
            answer = await client.Get(organization, path, 200);
        }

        return answer.Ok();
    }
}
