using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Live;

/// <summary>What clients of the hub hear of a project's changes.</summary>
public sealed class ProjectLiveTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private readonly HubClients _clients = new();
    private Person _owner = null!;
    private Person _viewer = null!;
    private Guid _project;

    private string Items => $"projects/{_project}/items";

    public async Task InitializeAsync()
    {
        _owner = await shared.Someone();
        _viewer = await _owner.InviteAsync(shared.Host);
        _project = (await _owner.CreateProjectAsync()).Id;
        (await _owner.Api.Put($"projects/{_project}/members/{_viewer.Id}", new { role = "viewer" })).Ok();
    }

    [NodeFact]
    public async Task Changes_come_in_the_order_of_the_projects_versions()
    {
        var client = await _clients.ConnectAsync(shared.Host, _owner);
        await client.CallAsync("WatchProject", _project, 0);
        var created = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _owner.CreateItemAsync(_project, $"Item {i}")));
        await Task.WhenAll(created.Select(async item => (await _owner.Api.Patch($"{Items}/{item.Id}", new { title = "Changed" })).Ok()));
        (await _owner.Api.Delete($"{Items}/1")).Ok();
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[4].GetString() == "delete"));
        var heard = client.Heard("ProjectChanged");
        heard.Count(h => h[2].GetString() == "item" && h[4].GetString() == "create").ShouldBe(40);
        heard.Count(h => h[2].GetString() == "item" && h[4].GetString() == "update").ShouldBe(40);
        var versions = heard.Select(h => h[1].GetInt64()).ToList();
        versions.ShouldBe(versions.Order());
        versions[^1].ShouldBe(long.Parse((await _owner.Api.Get($"projects/{_project}")).Ok()["version"], null));
    }

    [NodeFact]
    public async Task What_was_changed_before_is_told_after_a_version()
    {
        await _owner.CreateItemAsync(_project);
        var version = long.Parse((await _owner.Api.Get($"projects/{_project}")).Ok()["version"], null);
        var item = await _owner.CreateItemAsync(_project);
        var client = await _clients.ConnectAsync(shared.Host, _owner);
        await client.CallAsync("WatchProject", _project, version);
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[3].GetGuid() == item.Id || h[4].GetString() == "reload"));
        client.Heard("ProjectChanged").ShouldAllBe(h => h[1].GetInt64() > version);
    }

    [NodeFact]
    public async Task Who_comes_with_a_version_beyond_the_last_one_is_told_to_begin_anew_and_nobody_else_is()
    {
        var client = await _clients.ConnectAsync(shared.Host, _owner);
        for (var i = 1; i <= 10; i++)
        {
            // Its host may not have been told of that version yet.
            (await _owner.Api.Post($"projects/{_project}/budget/allocations", new { amount = i })).Ok();
            await client.CallAsync("WatchProject", _project, await VersionAsync(_project));
        }

        var ahead = await _clients.ConnectAsync(shared.Host, _owner);
        await ahead.CallAsync("WatchProject", _project, await VersionAsync(_project) + 1);
        await ahead.HearsAsync("Closed", heard => heard.Count == 1);
        ahead.Heard("Closed")[0].ToString().ShouldBe($"""["{_project}","restored"]""");
        await _owner.CreateItemAsync(_project);
        await ahead.CallAsync("WatchProject", _project, await VersionAsync(_project));
        var item = await _owner.CreateItemAsync(_project);
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[3].GetGuid() == item.Id));
        await ahead.HearsAsync("ProjectChanged", heard => heard.Any(h => h[3].GetGuid() == item.Id));
        ahead.Heard("Closed").ShouldHaveSingleItem();
        client.Heard("Closed").ShouldBeEmpty();
    }

    [NodeFact]
    public async Task Every_kind_of_write_is_told_once_in_the_order_of_versions()
    {
        var client = await _clients.ConnectAsync(shared.Host, _owner);
        await client.CallAsync("WatchProject", _project, 0);
        var (api, project) = (_owner.Api, $"projects/{_project}");
        await _owner.CreateItemAsync(_project);
        await _owner.CreateItemAsync(_project);
        var note = (await api.Post($"{Items}/1/notes", new { content = "a" })).Ok()["id"];
        (await api.Put($"{Items}/1/notes/{note}", new { content = "b" })).Ok();
        (await api.Delete($"{Items}/1/notes/{note}")).Ok();
        var needed = (await api.Get($"{Items}/2")).Ok()["id"];
        (await api.Post($"{Items}/1/dependencies", new { depends_on_id = needed })).Ok();
        (await api.Delete($"{Items}/1/dependencies/{needed}")).Ok();
        var file = (await api.Post($"{Items}/1/attachments", new MultipartFormDataContent { { new StringContent("text"), "file", "a.txt" } })).Ok()["id"];
        (await api.Delete($"{Items}/1/attachments/{file}")).Ok();
        var allocation = (await api.Post($"{project}/budget/allocations", new { amount = 1 })).Ok()["id"];
        (await api.Put($"{project}/budget/allocations/{allocation}", new { amount = 2 })).Ok();
        (await api.Delete($"{project}/budget/allocations/{allocation}")).Ok();
        var sheet = (await api.Post($"{project}/budget/timesheets", new { week_ending = "2026-11-06", resource_name = "Ann", hours = 1, rate = 1 })).Ok()["id"];
        (await api.Put($"{project}/budget/timesheets/{sheet}", new { hours = 2 })).Ok();
        (await api.Delete($"{project}/budget/timesheets/{sheet}")).Ok();
        (await api.Send(HttpMethod.Post, $"{project}/budget/import", new StringContent("budget_ledger:\n  - amount: 1\n", null, "application/yaml"))).Ok();
        (await api.Put($"{project}/members/{_viewer.Id}", new { role = "team_member" })).Ok();
        (await api.Delete($"{project}/members/{_viewer.Id}")).Ok();
        (await api.Put($"{project}/members/{_viewer.Id}", new { role = "viewer" })).Ok();
        var first = (await api.Post($"{project}/workstreams", new { name = "Design" })).Ok()["id"];
        (await api.Put($"{project}/workstreams/{first}", new { name = "Build" })).Ok();
        (await api.Put($"{project}/workstreams/reorder", new { workstream_ids = new[] { first } })).Ok();
        (await api.Delete($"{project}/workstreams/{first}")).Ok();
        (await api.Patch(Items, """{"changes":[{"item_num":1,"set":{"title":"x"}},{"item_num":2,"set":{"title":"y"}}]}""")).Ok();
        (await api.Delete($"{Items}/2")).Ok();
        (await api.Post($"{Items}/2/restore")).Ok();
        (await api.Put(project, new { name = "Gemini" })).Ok();

        string[] expected =
        [
            "item create", "item create", "note create", "note update", "note delete", "dependency create", "dependency delete", "attachment create",
            "attachment delete", "allocation create", "allocation update", "allocation delete", "timesheet create", "timesheet update", "timesheet delete",
            "budget import", "project_role update", "project_role delete", "project_role create", "workstream create", "workstream update",
            "workstream reorder", "workstream delete", "item update", "item update", "item delete", "item restore", "project update",
        ];
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[2].GetString() == "project" && h[4].GetString() == "update"));
        var heard = client.Heard("ProjectChanged");
        heard.Select(h => $"{h[2].GetString()} {h[4].GetString()}").SkipWhile(h => h == "project reload").ShouldBe(expected);
        var versions = heard.Select(h => h[1].GetInt64()).ToList();
        versions.ShouldBe(versions.Distinct().Order());
        versions[^1].ShouldBe(long.Parse((await api.Get(project)).Ok()["version"], null));
    }

    [NodeFact]
    public async Task The_roles_that_a_member_loses_by_leaving_the_organization_are_told_in_each_project()
    {
        var other = (await _owner.CreateProjectAsync("Gemini")).Id;
        (await _owner.Api.Put($"projects/{other}/members/{_viewer.Id}", new { role = "team_member" })).Ok();
        var (here, there) = (await WatchAsync(_project), await WatchAsync(other));

        (await _owner.Api.Delete($"orgs/current/members/{_viewer.Id}")).Ok();

        await HearsOfTheRoleAsync(here, _project);
        await HearsOfTheRoleAsync(there, other);
    }

    [NodeFact]
    public async Task What_the_erasure_of_a_person_changes_in_a_project_is_told()
    {
        (await _owner.Api.Post(Items, new { type = "Risk", title = "Brakes", assigned_to = "member" })).Ok();
        var client = await WatchAsync(_project);

        (await _viewer.Api.Post("auth/me/erase", new { current_password = Some.Password })).Ok();

        (await _owner.Api.Get($"{Items}/1")).Ok()["assigned_to"].ShouldNotBe("member");
        await HearsOfTheRoleAsync(client, _project);
        client.Heard("ProjectChanged")[^1][4].GetString().ShouldBe("reload");
    }

    [NodeFact]
    public async Task Viewers_hear_nothing_of_what_they_do_not_see()
    {
        var client = await _clients.ConnectAsync(shared.Host, _viewer);
        await client.CallAsync("WatchProject", _project, 0);
        (await _owner.Api.Post(Items, new { type = "Risk", title = "Ours", client_visible = false })).Ok();
        var seen = await _owner.CreateItemAsync(_project, "Yours");
        await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[3].GetGuid() == seen.Id));
        client.Heard("ProjectChanged").Where(h => h[2].GetString() == "item").ShouldHaveSingleItem();
    }

    [NodeFact]
    public async Task Who_loses_the_project_hears_no_more_of_it()
    {
        var client = await _clients.ConnectAsync(shared.Host, _viewer);
        await client.CallAsync("WatchProject", _project, 0);
        (await _owner.Api.Delete($"projects/{_project}/members/{_viewer.Id}")).Ok();
        var item = await _owner.CreateItemAsync(_project);
        await client.HearsAsync("Closed", heard => heard.Count == 1);
        client.Heard("Closed")[0][1].GetString().ShouldBe("access_lost");
        client.Heard("ProjectChanged").ShouldNotContain(h => h[3].GetGuid() == item.Id);
    }

    [NodeFact]
    public async Task Who_watches_a_project_no_more_hears_no_more_of_it()
    {
        var (client, other) = (await _clients.ConnectAsync(shared.Host, _owner), await _clients.ConnectAsync(shared.Host, _owner));
        await client.CallAsync("WatchProject", _project, 0);
        await other.CallAsync("WatchProject", _project, 0);
        var heard = await _owner.CreateItemAsync(_project);
        await client.HearsAsync("ProjectChanged", told => told.Any(h => h[3].GetGuid() == heard.Id));
        await client.CallAsync("UnwatchProject", _project);
        var item = await _owner.CreateItemAsync(_project);
        await other.HearsAsync("ProjectChanged", told => told.Any(h => h[3].GetGuid() == item.Id));
        // What were under way would come before the answer.
        (await Should.ThrowAsync<HubCallException>(client.CallAsync("Join", Guid.NewGuid(), 0))).Message.ShouldContain("NOT_FOUND");
        client.Heard("ProjectChanged").ShouldNotContain(h => h[3].GetGuid() == item.Id);
        client.Heard("Closed").ShouldBeEmpty();
    }

    private async Task<HubClient> WatchAsync(Guid project)
    {
        var client = await _clients.ConnectAsync(shared.Host, _owner);
        await client.CallAsync("WatchProject", project, await VersionAsync(project));
        return client;
    }

    // And of all else that there was until now.
    private async Task HearsOfTheRoleAsync(HubClient client, Guid project)
    {
        var version = await VersionAsync(project);
        await client.HearsAsync("ProjectChanged", heard => heard.Count > 0 && heard[^1][1].GetInt64() == version);
        client.Heard("ProjectChanged").Where(h => h[2].GetString() == "project_role" && h[3].GetGuid() == _viewer.Id && h[4].GetString() == "delete")
            .ShouldHaveSingleItem();
    }

    private async Task<long> VersionAsync(Guid project) => long.Parse((await _owner.Api.Get($"projects/{project}")).Ok()["version"], null);

    public async Task DisposeAsync()
    {
        await _clients.DisposeAsync();
        _owner.Dispose();
        _viewer.Dispose();
    }
}
