using System.Text.Json;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Search;

/// <summary>Full text over what the caller may see.</summary>
public sealed class SearchTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Items_and_notes_are_found_by_their_words_in_any_form_best_first()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync("Apollo");
        await ann.CreateItemAsync(project.Id, "Parachutes tear");
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Issue", title = "Capsule", description = "One parachute was torn." })).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items/2/notes", new { content = "Ordered new parachutes" })).Ok();

        var found = await Search(ann, "parachute");

        found.Select(Kind).ShouldBe(["item", "item", "note"], ignoreOrder: true);
        found[0].GetProperty("title").GetString().ShouldBe("Parachutes tear");
        found[0].GetProperty("highlight").GetString().ShouldBe("<mark>Parachutes</mark> tear");
        found.ShouldAllBe(hit => hit.GetProperty("project_name").GetString() == "Apollo");
        (await Search(ann, "parachute&types=note")).Select(Kind).ShouldBe(["note"]);
        (await Search(ann, "parachute&limit=1")).Count.ShouldBe(1);
        (await Search(ann, "\"one parachute\"")).Count.ShouldBe(1);
        (await Search(ann, "parachute -torn")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_people_write_never_becomes_markup()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync("A<b>");
        await ann.CreateItemAsync(project.Id, "<script>alert('heat')</script> & \uE000shield\uE001");

        var highlight = (await Search(ann, "shield")).Single().GetProperty("highlight").GetString()!;

        highlight.ShouldContain("<mark>shield</mark>");
        highlight.Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal).ShouldNotContain('<');
    }

    [Fact]
    public async Task Changes_are_found_at_once_and_what_is_deleted_is_not()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id, "Valve");
        (await ann.Api.Patch($"projects/{project.Id}/items/1", new { title = "Nozzle" })).Ok();
        var note = (await ann.Api.Post($"projects/{project.Id}/items/1/notes", new { content = "Leaks" })).Ok()["id"];
        (await Search(ann, "valve")).ShouldBeEmpty();
        (await Search(ann, "nozzle")).Count.ShouldBe(1);

        (await ann.Api.Put($"projects/{project.Id}/items/1/notes/{note}", new { content = "Tight again" })).Ok();
        (await Search(ann, "leak")).ShouldBeEmpty();
        (await Search(ann, "tight")).Count.ShouldBe(1);
        (await ann.Api.Delete($"projects/{project.Id}/items/1")).Ok();
        (await Search(ann, "nozzle or tight")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_what_the_caller_may_see_is_found()
    {
        using var ann = await shared.Someone();
        using var viewer = await ann.InviteAsync(shared.Host);
        var project = await ann.CreateProjectAsync();
        var other = await ann.CreateProjectAsync("Gemini");
        await ann.CreateItemAsync(project.Id, "Margin for all");
        await ann.CreateItemAsync(other.Id, "Margin elsewhere");
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = "Margin inside", client_visible = false })).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items", new { type = "Risk", title = "Margin draft", draft = true })).Ok();
        (await ann.Api.Post($"projects/{project.Id}/items/2/notes", new { content = "Margin note" })).Ok();
        (await Search(viewer, "margin")).ShouldBeEmpty();

        (await ann.Api.Put($"projects/{project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();
        (await Search(viewer, "margin")).Select(Title).ShouldBe(["Margin for all"]);
        (await ann.Api.Put($"projects/{project.Id}/members/{viewer.Id}", new { role = "team_member" })).Ok();
        (await Search(viewer, "margin")).Count.ShouldBe(4);
        (await Search(ann, "margin")).Count.ShouldBe(5);

        (await ann.Api.Put($"projects/{project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();
        (await ann.Api.Patch($"projects/{project.Id}/items/2", new { client_visible = true })).Ok();
        (await Search(viewer, "margin")).Count.ShouldBe(3);
        (await ann.Api.Delete($"projects/{project.Id}")).Ok();
        (await Search(ann, "margin")).Select(Title).ShouldBe(["Margin elsewhere"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("or")]
    [InlineData("the of and")]
    [InlineData("' ; drop table items --")]
    public async Task A_search_without_words_finds_nothing(string text)
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        (await Search(ann, text)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-")]
    [InlineData("& | ! ( ) <-> :*")]
    [InlineData("\"\"")]
    public async Task A_search_of_operators_only_is_refused(string text)
    {
        using var ann = await shared.Someone();
        (await ann.Api.Get("search?q=" + Uri.EscapeDataString(text))).ShouldFail(400);
    }

    [Fact]
    public async Task A_search_that_is_too_long_or_of_an_unknown_kind_is_refused()
    {
        using var ann = await shared.Someone();
        (await ann.Api.Get("search?q=" + new string('x', 201))).ShouldFail(400);
        (await ann.Api.Get("search?q=" + new string('x', 10_000))).ShouldFail(400);
        (await ann.Api.Get("search?q=x&types=project")).ShouldFail(400);
        (await ann.Api.Get("search?q=x&limit=101")).ShouldFail(400);
        (await ann.Api.Get("search?q=x&q=y")).ShouldFail(400);
    }

    [Fact]
    public async Task Texts_are_read_in_the_language_of_the_organization_also_those_from_before()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id, "Die Häuser brannten");
        (await Search(ann, "haus")).ShouldBeEmpty();

        (await ann.Api.Put("orgs/current", new { language = "de" })).Ok()["language"].ShouldBe("de");
        (await ann.Api.Put("orgs/current", new { language = "klingon" })).ShouldFail(400);

        await Eventually(async () => (await Search(ann, "haus")).Count == 1);
        (await ann.Api.Post($"projects/{project.Id}/items/1/notes", new { content = "In beiden Häusern" })).Ok();
        (await Search(ann, "haus")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_language_changes_again_also_where_what_was_indexed_is_gone()
    {
        using var ann = await shared.Someone();
        const string Yaml = "metadata:\n  project_name: Houses\nitems:\n  - {item_num: 1, type: Risk, title: Die Häuser brannten, notes: \"2026-01-01: gone soon\"}\n";
        var project = (await ann.Api.Send(HttpMethod.Post, "projects/import", new StringContent(Yaml, null, "application/yaml"))).Ok().Json.GetProperty("project").GetProperty("id");
        (await Search(ann, "häuser")).Count.ShouldBe(1);
        var note = (await ann.Api.Get($"projects/{project}/items/1/notes")).Ok().Json.GetProperty("notes")[0].GetProperty("id");
        (await ann.Api.Delete($"projects/{project}/items/1/notes/{note}")).Ok();

        (await ann.Api.Put("orgs/current", new { language = "fr" })).Ok();
        await Search(ann, "häuser");
        (await ann.Api.Put("orgs/current", new { language = "de" })).Ok();

        await Eventually(async () => (await Search(ann, "haus")).Count == 1);
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var attempt = 0; attempt < 100 && !await holds(); attempt++)
        {
            await Task.Delay(100);
        }

        (await holds()).ShouldBeTrue();
    }

    private static async Task<List<JsonElement>> Search(Person person, string query)
    {
        var parts = query.Split('&');
        var isQuery = parts.Length > 1 && parts.Skip(1).All(p => p.Contains('='));
        var address = isQuery ? $"q={Uri.EscapeDataString(parts[0])}&{string.Join('&', parts.Skip(1))}" : $"q={Uri.EscapeDataString(query)}";
        var answer = (await person.Api.Get("search?" + address)).Ok().Json;
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        answer.GetProperty("total").GetInt32().ShouldBeGreaterThanOrEqualTo(results.Count);
        return results;
    }

    private static string? Kind(JsonElement hit) => hit.GetProperty("type").GetString();

    private static string? Title(JsonElement hit) => hit.GetProperty("title").GetString();
}
