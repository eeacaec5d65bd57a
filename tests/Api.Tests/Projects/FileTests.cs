using System.Text;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Import and export of v1 files over HTTP.</summary>
public sealed class FileTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("RAID-Log-demo.yaml")]
    [InlineData("RAID-Log-messy.yaml")]
    public async Task Exported_imported_and_exported_again_a_project_gives_the_same_file(string sample)
    {
        using var ann = await shared.Someone();
        var first = await Import(ann, await File.ReadAllTextAsync(Repository.File("samples", sample)));
        first.Ok();
        first.As<ImportReport>().ItemCount.ShouldBeGreaterThan(5);
        var exported = (await ann.Api.Get($"projects/{first.As<ImportReport>().Project!.Id}/export?format=yaml")).Ok().Text;

        var second = (await Import(ann, exported)).Ok().As<ImportReport>();
        var again = (await ann.Api.Get($"projects/{second.Project!.Id}/export?format=yaml")).Ok().Text;

        again.ShouldBe(exported);
        second.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dry_run_reports_and_stores_nothing()
    {
        using var ann = await shared.Someone();
        var text = await File.ReadAllTextAsync(Repository.File("samples", "RAID-Log-messy.yaml"));

        var report = (await Import(ann, text, "?dry_run=true")).Ok().As<ImportReport>();

        report.DryRun.ShouldBeTrue();
        report.Project.ShouldBeNull();
        report.ItemCount.ShouldBeGreaterThan(0);
        report.Problems.ShouldNotBeEmpty();
        (await ann.Api.Get("projects")).Json.GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task One_bad_value_refuses_the_file_names_item_and_field_and_stores_nothing()
    {
        using var ann = await shared.Someone();
        const string Text = """
            metadata:
              project_name: Half
            items:
              - item_num: 1
                type: Risk
                title: Good
              - item_num: 2
                type: Risk
                title: Bad
                deadline: the day after tomorrow
            """;

        var answer = await Import(ann, Text);

        answer.Code.ShouldBe(400);
        answer.Error.ShouldBe("VALIDATION_ERROR");
        answer.Json.GetProperty("details").EnumerateObject().Single().Name.ShouldBe("items[2].deadline");
        (await ann.Api.Get("projects")).Json.GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task An_import_under_a_key_is_made_once()
    {
        using var ann = await shared.Someone();
        const string Text = "metadata:\n  project_name: Once\nitems:\n  - item_num: 7\n    type: Risk\n    title: Only\n";

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Import(ann, Text, "", ("Idempotency-Key", "import"))));

        answers.Select(a => a.Ok().Text).Distinct().Count().ShouldBe(1);
        (await ann.Api.Get("projects")).Json.GetProperty("total").GetInt32().ShouldBe(1);
        var project = answers[0].As<ImportReport>().Project!;
        project.NextItemNum.ShouldBe(8);
        (await ann.CreateItemAsync(project.Id)).ItemNum.ShouldBe(8);
    }

    private static Task<ApiAnswer> Import(Person person, string yaml, string query = "", params (string Name, string Value)[] headers) =>
        person.Api.Send(HttpMethod.Post, "projects/import" + query, new StringContent(yaml, Encoding.UTF8, "application/yaml"), headers);
}
