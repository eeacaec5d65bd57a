using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Viewers see what is visible to clients and no more, and a change of role holds from the next request on.</summary>
public sealed class ViewerTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Viewers_see_visible_items_only_everywhere()
    {
        using var ann = await shared.Someone();
        using var viewer = await ann.InviteAsync(shared.Host);
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id, "For all");
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = "Secret margin", client_visible = false })).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = "Secret draft", draft = true })).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items/2/notes", new { content = "Secret note" })).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items/2/attachments", new MultipartFormDataContent { { new StringContent("text"), "file", "Secret.txt" } })).Ok();
        (await ann.Api.Put($"projects/{project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();

        var paths = new[] { "items", "items/1", "items/1/history", "activity", "export?format=yaml", "items?search=Secret" };
        foreach (var path in paths)
        {
            var answer = (await viewer.Api.Get($"projects/{project.Id}/{path}")).Ok();
            answer.Text.ShouldNotContain("Secret", customMessage: path);
        }

        (await viewer.Api.Get($"projects/{project.Id}/items")).Json.GetProperty("total").GetInt32().ShouldBe(1);
        (await viewer.Api.Get($"projects/{project.Id}/items/2")).Code.ShouldBe(404);
        (await viewer.Api.Get($"projects/{project.Id}/items/2/history")).Code.ShouldBe(404);
        (await viewer.Api.Get($"projects/{project.Id}/items/2/notes")).Code.ShouldBe(404);
        (await ann.Api.Get($"projects/{project.Id}/activity?search=Secret")).Text.ShouldContain("Secret note");
        (await ann.Api.Get($"projects/{project.Id}/activity?search=Secret")).Text.ShouldContain("Secret.txt");
    }

    [Fact]
    public async Task What_was_hidden_once_stays_hidden_in_the_history_that_a_viewer_sees()
    {
        using var ann = await shared.Someone();
        using var viewer = await ann.InviteAsync(shared.Host);
        var project = await ann.CreateProjectAsync();
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = "Secret name", client_visible = false })).Ok();
        (await ann.Api.Patch($"projects/{project.Id}/items/1", new { title = "Public name", client_visible = true })).Ok();
        (await ann.Api.Put($"projects/{project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();

        (await viewer.Api.Get($"projects/{project.Id}/items/1")).Text.ShouldContain("Public name");
        (await viewer.Api.Get($"projects/{project.Id}/items/1/history")).Ok().Text.ShouldNotContain("Secret");
        (await viewer.Api.Get($"projects/{project.Id}/activity")).Ok().Text.ShouldNotContain("Secret");
    }

    [Fact]
    public async Task A_role_that_is_taken_away_holds_for_the_next_request()
    {
        using var ann = await shared.Someone();
        using var member = await ann.InviteAsync(shared.Host);
        var project = await ann.CreateProjectAsync();
        var path = $"projects/{project.Id}";
        (await member.Api.Get(path)).Code.ShouldBe(404);

        (await ann.Api.Put($"{path}/members/{member.Id}", new { role = "team_member" })).Ok();
        (await member.Api.Post($"{path}/items", new { type = "Risk", title = "Mine" })).Code.ShouldBe(201);
        (await ann.Api.Put($"{path}/members/{member.Id}", new { role = "viewer" })).Ok();
        (await member.Api.Post($"{path}/items", new { type = "Risk", title = "No longer" })).Code.ShouldBe(403);
        (await ann.Api.Delete($"{path}/members/{member.Id}")).Code.ShouldBe(204);
        (await member.Api.Get(path)).Code.ShouldBe(404);
        (await ann.Api.Delete($"orgs/current/members/{member.Id}")).Code.ShouldBe(204);
        (await member.Api.Get("projects")).Code.ShouldBe(404);
    }
}
