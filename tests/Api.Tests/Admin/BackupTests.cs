using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Live;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>Organizations are backed up with the real pg_dump while they serve, and restored beside what serves.</summary>
[Trait("Category", "Long")]
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _objects = Directory.CreateTempSubdirectory("braidmgr-backups-").FullName;
    private BraidHost _host = null!;
    private Operator _operator = null!;

    public async Task InitializeAsync()
    {
        _host = await BraidHost.StartAloneAsync(("BRAID__STORAGE__DIRECTORY", _objects));
        _operator = await Operator.SignInAsync(_host);
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_backup_during_writes_restores_to_a_moment_that_existed()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        var project = await owner.CreateProjectAsync();
        var written = 0;
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                (await owner.CreateItemAsync(project.Id, $"Item {written + 1}")).ItemNum.ShouldBe(written + 1);
                Interlocked.Increment(ref written);
            }
        });
        await Eventually.Holds(() => Volatile.Read(ref written) >= 20);

        var before = Volatile.Read(ref written);
        await Done($"/admin/orgs/{slug}/backups", new { });
        await enough.CancelAsync();
        await writing;
        var backup = (await Backups(slug)).ShouldHaveSingleItem();
        (await Done($"/admin/orgs/{slug}/restore", new { backup_id = backup })).ShouldContain("rows");

        var titles = await Titles(owner, project.Id);
        titles.Count.ShouldBeInRange(before, written);
        titles.ShouldBe(Enumerable.Range(1, titles.Count).Select(n => $"Item {n}"), ignoreOrder: true);
        (await owner.CreateItemAsync(project.Id, "after")).ItemNum.ShouldBe(titles.Count + 1);
        (await Backups(slug)).Count.ShouldBe(2, "what was there before the restore is backed up too");
    }

    [Fact]
    public async Task A_restore_brings_back_what_was_lost_but_no_access_that_was_taken_away_since()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        using var member = await owner.InviteAsync(_host);
        using var removed = await owner.InviteAsync(_host);
        using var lowered = await owner.InviteAsync(_host);
        var project = await owner.CreateProjectAsync();
        var item = await owner.CreateItemAsync(project.Id, "lost and found");
        foreach (var who in new[] { member, removed, lowered })
        {
            (await owner.Api.Put($"projects/{project.Id}/members/{who.Id}", new { role = "project_manager" })).Ok();
            (await who.Api.Get($"projects/{project.Id}")).Ok();
        }

        var files = $"projects/{project.Id}/items/{item.ItemNum}/attachments";
        var file = (await owner.Api.Send(HttpMethod.Post, files, File("the only copy"))).Ok()["id"];
        await Done($"/admin/orgs/{slug}/backups", new { });
        var backup = (await Backups(slug)).ShouldHaveSingleItem();
        (await owner.Api.Delete($"{files}/{file}")).Ok();
        (await owner.Api.Get($"{files}/{file}")).Code.ShouldBe(404);
        (await owner.Api.Delete($"projects/{project.Id}/items/{item.ItemNum}")).Ok();
        (await owner.Api.Delete($"projects/{project.Id}/members/{member.Id}")).Ok();
        (await owner.Api.Delete($"orgs/current/members/{removed.Id}")).Ok();
        (await owner.Api.Put($"projects/{project.Id}/members/{lowered.Id}", new { role = "viewer" })).Ok();

        await Done($"/admin/orgs/{slug}/restore", new { backup_id = backup });

        (await Titles(owner, project.Id)).ShouldBe(["lost and found"]);
        (await owner.Api.Get($"{files}/{file}")).Ok().Text.ShouldBe("the only copy");
        (await member.Api.Get($"projects/{project.Id}")).Code.ShouldBe(404);
        (await removed.Api.Get($"projects/{project.Id}")).Code.ShouldBe(404);
        (await lowered.Api.Get($"projects/{project.Id}")).Ok();
        (await lowered.Api.Delete($"projects/{project.Id}/items/{item.ItemNum}")).Code.ShouldBe(403);
    }

    [NodeFact]
    public async Task Who_is_connected_during_a_restore_is_told_to_begin_anew_and_hears_what_follows()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        var project = await owner.CreateProjectAsync();
        var session = (await owner.Api.Post("chat/sessions", new { title = "Talk" })).Ok()["id"];
        await using var clients = new HubClients();
        var client = await clients.ConnectAsync(_host, owner);
        await client.JoinAsync(session);
        await client.CallAsync("WatchProject", project.Id, 0);
        await client.SendAsync(session, "Before");
        await Done($"/admin/orgs/{slug}/backups", new { });
        var backup = (await Backups(slug)).ShouldHaveSingleItem();
        await client.SendAsync(session, "Lost");
        await owner.CreateItemAsync(project.Id, "lost");
        await client.HearsMessagesAsync(2);
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[2].GetString() == "item"));

        await Done($"/admin/orgs/{slug}/restore", new { backup_id = backup });

        await client.HearsAsync("Closed", heard => heard.Count == 2);
        client.Heard("Closed").Select(c => (c[0].GetString(), c[1].GetString()))
            .ShouldBe([(session, "restored"), (project.Id.ToString(), "restored")], ignoreOrder: true);
        (await client.JoinAsync(session)).Select(m => m.Content).ShouldBe(["Before"]);
        await client.CallAsync("WatchProject", project.Id, 0);
        (await client.SendAsync(session, "After")).Seq.ShouldBe(2);
        await client.HearsMessagesAsync(3);
        var item = await owner.CreateItemAsync(project.Id, "after");
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[3].GetGuid() == item.Id));
        client.Heard("ProjectChanged")[^1][1].GetInt64().ShouldBe(long.Parse((await owner.Api.Get($"projects/{project.Id}")).Ok()["version"], null));
    }

    [NodeFact]
    public async Task Who_was_away_during_a_restore_is_told_to_begin_anew_and_hears_what_follows()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        var project = await owner.CreateProjectAsync();
        var session = (await owner.Api.Post("chat/sessions", new { title = "Talk" })).Ok()["id"];
        var messages = $"chat/sessions/{session}/messages";
        (await owner.Api.Post(messages, new { content = "Before" })).Ok();
        await Done($"/admin/orgs/{slug}/backups", new { });
        var backup = (await Backups(slug)).ShouldHaveSingleItem();
        await owner.CreateItemAsync(project.Id, "lost");
        var seq = long.Parse((await owner.Api.Post(messages, new { content = "Lost" })).Ok()["seq"], null);
        var version = long.Parse((await owner.Api.Get($"projects/{project.Id}")).Ok()["version"], null);

        await Done($"/admin/orgs/{slug}/restore", new { backup_id = backup });
        // Nothing in memory knows of what was there.
        await _host.StopAsync();
        await _host.StartAsync();

        await using var clients = new HubClients();
        var client = await clients.ConnectAsync(_host, owner);
        (await client.JoinAsync(session, seq)).ShouldBeEmpty();
        await client.CallAsync("WatchProject", project.Id, version);
        await client.HearsAsync("Closed", heard => heard.Count == 2);
        client.Heard("Closed").Select(c => (c[0].GetString(), c[1].GetString()))
            .ShouldBe([(session, "restored"), (project.Id.ToString(), "restored")], ignoreOrder: true);
        (await client.JoinAsync(session)).Select(m => m.Content).ShouldBe(["Before"]);
        await client.CallAsync("WatchProject", project.Id, 0);
        (await client.SendAsync(session, "After")).Seq.ShouldBe(seq);
        await client.HearsMessagesAsync(1);
        var item = await owner.CreateItemAsync(project.Id, "after");
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[3].GetGuid() == item.Id));
        client.Heard("Closed").Count.ShouldBe(2);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_backup_becomes_another_organization_of_the_same_owners_and_the_live_one_is_untouched()
    {
        var (slug, copy) = (Some.Slug(), Some.Slug());
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        using var member = await owner.InviteAsync(_host, "admin");
        var project = await owner.CreateProjectAsync();
        var files = $"projects/{project.Id}/items/{(await owner.CreateItemAsync(project.Id, "then")).ItemNum}/attachments";
        var file = (await owner.Api.Send(HttpMethod.Post, files, File("then as now"))).Ok()["id"];
        await Done($"/admin/orgs/{slug}/backups", new { });
        var backup = (await Backups(slug)).ShouldHaveSingleItem();
        await owner.CreateItemAsync(project.Id, "now");

        await Done($"/admin/orgs/{slug}/restore", new { backup_id = backup, new_slug = copy });
        (await _operator.Api.Post($"/admin/orgs/{slug}/restore", new { backup_id = backup, new_slug = copy })).Code.ShouldBe(409, "the slug is taken");

        (await Titles(owner, project.Id)).ShouldBe(["then", "now"], ignoreOrder: true);
        var orgs = (await _operator.Api.Get("/admin/orgs")).Ok().Json.GetProperty("organizations").EnumerateArray()
            .ToDictionary(o => o.GetProperty("slug").GetString()!, o => o.GetProperty("id").GetGuid());
        orgs[copy].ShouldNotBe(orgs[slug]);
        (await member.Api.Post("auth/switch-org", new { org_id = orgs[copy] })).Code.ShouldBe(404);
        owner.Take(await owner.Api.Post("auth/switch-org", new { org_id = orgs[copy] }));
        (await Titles(owner, project.Id)).ShouldBe(["then"]);
        (await _operator.Api.Post($"/admin/orgs/{slug}/delete", new { grace_hours = 0 })).Ok();
        await Gone(slug);
        (await owner.Api.Get($"{files}/{file}")).Ok().Text.ShouldBe("then as now", "it has bytes of its own");
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_rehearsal_restores_every_backup_and_names_the_one_that_is_damaged()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        await owner.CreateItemAsync((await owner.CreateProjectAsync()).Id, "Secret of the house");
        await Done($"/admin/orgs/{slug}/backups", new { });
        await Done("/admin/central/backups", new { });
        await Done("/admin/backups/rehearse", new { only = (string[]?)null, central = true });

        await Done($"/admin/orgs/{slug}/backups", new { });
        var damaged = (await Backups(slug))[0];
        var file = Directory.GetFiles(_objects, damaged + ".dump", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var bytes = await System.IO.File.ReadAllBytesAsync(file);
        bytes.AsSpan().IndexOf("Secret of the house"u8).ShouldBe(-1);
        bytes[bytes.Length / 2] ^= 1;
        await System.IO.File.WriteAllBytesAsync(file, bytes);

        var run = await Ended("/admin/backups/rehearse", new { only = new[] { slug }, central = false });
        run["state"].ShouldBe("failed");
        var steps = run.Json.GetProperty("steps").EnumerateArray().ToDictionary(
            s => s.GetProperty("name").GetString()!, s => (State: s.GetProperty("state").GetString(), Message: s.GetProperty("message").GetString()!));
        steps.Count(s => s.Value.State == "done").ShouldBe(1);
        steps[$"{slug} {damaged}"].Message.ShouldContain("damaged");
        (await _operator.Api.Post($"/admin/orgs/{slug}/restore", new { backup_id = "none" })).Code.ShouldBe(404);
        var failed = await Ended($"/admin/orgs/{slug}/restore", new { backup_id = damaged });
        failed["state"].ShouldBe("failed");
        (await owner.Api.Get("projects")).Ok()["total"].ShouldBe("1");
    }

    private async Task<List<string>> Backups(string slug) =>
        [.. (await _operator.Api.Get($"/admin/orgs/{slug}/backups")).Ok().Json.GetProperty("backups").EnumerateArray().Select(b => b.GetProperty("id").GetString()!)];

    private static async Task<List<string>> Titles(Person who, Guid project) =>
        [.. (await who.Api.Get($"projects/{project}/items?limit=1000")).Ok().Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString()!)];

    private static MultipartFormDataContent File(string content) => new() { { new StringContent(content), "file", "notes.txt" } };

    private Task Gone(string slug) => Eventually.Holds(async () => (await _operator.Api.Get($"/admin/orgs/{slug}")).Code == 404);

    private async Task<string> Done(string path, object body)
    {
        var run = await Ended(path, body);
        run["state"].ShouldBe("done", run.Text);
        return run.Text;
    }

    private async Task<ApiAnswer> Ended(string path, object body) => await _operator.EndOf(await _operator.Api.Post(path, body));
}
