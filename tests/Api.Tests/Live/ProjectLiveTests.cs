using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Live;

/// <summary>What clients of the hub hear of a project's changes.</summary>
[Collection(SharedHost.Name)]
public sealed class ProjectLiveTests(SharedHost shared) : IAsyncLifetime
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

    public async Task DisposeAsync()
    {
        await _clients.DisposeAsync();
        _owner.Dispose();
        _viewer.Dispose();
    }
}
