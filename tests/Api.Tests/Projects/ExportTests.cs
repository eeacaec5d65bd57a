using System.Globalization;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Exports for spreadsheets and readers.</summary>
public sealed class ExportTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Csv_opens_in_a_spreadsheet_and_computes_nothing_that_people_wrote()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var items = $"projects/{project.Id}/items";
        string[] titles = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", " =1+1", "a;b", "Quoted \"word\", comma", "Two\nlines", "Brände"];
        foreach (var title in titles)
        {
            (await ann.Api.Post(items, new { type = "Budget", title, budget_amount = -5.5 })).Ok();
        }

        var answer = (await ann.Api.Get($"projects/{project.Id}/export?format=csv")).Ok();

        answer.Headers["Content-Type"].ShouldBe("text/csv; charset=utf-8");
        answer.Headers["Content-Disposition"].ShouldStartWith("attachment; filename=\"");
        var rows = Csv(answer.Text.TrimStart('\uFEFF'));
        var title0 = Array.IndexOf(rows[0], "title");
        rows.Skip(1).Select(r => r[title0]).ShouldBe(titles.Select(t => "=+-@".Contains(t.TrimStart()[0], StringComparison.Ordinal) ? "'" + t : t));
        rows.ShouldAllBe(r => r.Length == rows[0].Length);
        rows[1][Array.IndexOf(rows[0], "budget_amount")].ShouldBe("-5.50");
    }

    [Fact]
    public async Task Markdown_tells_of_active_items_by_severity_and_nothing_becomes_markup()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync("Apollo | <b>11</b>");
        var items = $"projects/{project.Id}/items";
        (await ann.Api.Post(items, new { type = "Risk", title = "Late | [x](http://y) <img>", deadline = "2020-01-01" })).Ok();
        (await ann.Api.Post(items, new { type = "Risk", title = "Over", percent_complete = 100 })).Ok();
        (await ann.Api.Post(items, new { type = "Decision", title = "Undated" })).Ok();
        (await ann.Api.Post(items, new { type = "Decision", title = "Sketch", draft = true })).Ok();
        (await ann.Api.Post(items, new { type = "Issue", title = "Running", percent_complete = 50 })).Ok();

        var active = (await ann.Api.Get($"projects/{project.Id}/export?format=markdown&report=active")).Ok();

        active.Headers["Content-Type"].ShouldBe("text/markdown; charset=utf-8");
        active.Text.ShouldNotContain("Over");
        active.Text.ShouldNotContain("<");
        active.Text.ShouldContain("Late \\| \\[x\\]");
        active.Text.ShouldNotContain("Sketch");
        string[] order = ["## Critical", "Late", "## Active", "Running", "## Without dates", "Undated"];
        var places = order.Select(part => active.Text.IndexOf(part, StringComparison.Ordinal)).ToList();
        places.ShouldBe(places.Where(at => at >= 0).Order());
        (await ann.Api.Get($"projects/{project.Id}/export?format=csv&report=active")).Ok().Text.ShouldContain("Undated");
        var summary = (await ann.Api.Get($"projects/{project.Id}/export?format=markdown&report=summary")).Ok().Text;
        summary.ShouldContain("| Risk | 2 |");
        (await ann.Api.Get($"projects/{project.Id}/export?report=summary")).ShouldFail(400);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("markdown")]
    [InlineData("yaml")]
    public async Task Filters_hold_as_in_the_list_and_viewers_get_what_they_see(string format)
    {
        using var ann = await shared.Someone();
        using var viewer = await ann.InviteAsync(shared.Host);
        var project = await ann.CreateProjectAsync();
        (await ann.Api.Put($"projects/{project.Id}/members/{viewer.Id}", new { role = "viewer" })).Ok();
        var items = $"projects/{project.Id}/items";
        (await ann.Api.Post(items, new { type = "Risk", title = "Open risk" })).Ok();
        (await ann.Api.Post(items, new { type = "Risk", title = "Inner risk", client_visible = false })).Ok();
        (await ann.Api.Post(items, new { type = "Issue", title = "Open issue" })).Ok();
        var export = $"projects/{project.Id}/export?format={format}";

        var risks = (await ann.Api.Get(export + "&type=Risk")).Ok().Text;
        var seen = (await viewer.Api.Get(export)).Ok().Text;

        risks.ShouldContain("Inner risk");
        risks.ShouldNotContain("Open issue");
        seen.ShouldContain("Open issue");
        seen.ShouldNotContain("Inner risk");
        (await ann.Api.Get(export + "&type=Rumour")).ShouldFail(400);
    }

    [Theory]
    [InlineData("csv", "\n")]
    [InlineData("yaml", "item_num:")]
    public async Task A_project_of_many_pieces_is_exported_whole(string format, string perItem)
    {
        using var ann = await shared.Someone();
        var rows = Enumerable.Range(1, 1500).Select(n => $"  - {{item_num: {n}, type: Risk, title: \"{n} {new string('x', 200)}\", notes: \"2026-01-01: a\"}}");
        var yaml = "metadata:\n  project_name: Many\nitems:\n" + string.Join('\n', rows) + "\n";
        var project = (await ann.Api.Send(HttpMethod.Post, "projects/import", new StringContent(yaml, null, "application/yaml"))).Ok()
            .Json.GetProperty("project").GetProperty("id");

        var text = (await ann.Api.Get($"projects/{project}/export?format={format}")).Ok().Text;

        text.Split(perItem).Length.ShouldBeInRange(1500, 1503);
        Enumerable.Range(1, 1500).ShouldAllBe(n => text.Contains(n.ToString(CultureInfo.InvariantCulture) + " xxx", StringComparison.Ordinal));
    }

    private static List<string[]> Csv(string text)
    {
        var (rows, row, field, quoted) = (new List<string[]>(), new List<string>(), "", false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field += text[++i];
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                row.Add(field.TrimEnd('\r'));
                field = "";
                if (c == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else
            {
                field += c;
            }
        }

        return rows;
    }
}
