using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Operations;

public sealed class DocumentTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Every_operation_says_what_it_does_and_which_row_of_the_matrix_guards_it()
    {
        foreach (var operation in await OperationList.ReadAsync(shared.Host))
        {
            operation.Id.ShouldNotBeNullOrEmpty(operation.ToString());
            operation.Tag.ShouldNotBeNullOrEmpty(operation.ToString());
            operation.Summary.ShouldNotBeNullOrEmpty(operation.ToString());
            Labels<Permission>.TryParse(operation.PermissionLabel, out _).ShouldBeTrue($"{operation}: '{operation.PermissionLabel}'");
        }
    }

    [Fact]
    public async Task Every_operation_describes_its_answers_and_errors()
    {
        foreach (var operation in await OperationList.ReadAsync(shared.Host))
        {
            operation.Statuses.ShouldContain(s => s.StartsWith('2'), operation.ToString());
            operation.Statuses.ShouldContain("503", operation.ToString());
        }
    }

    [Fact]
    public async Task A_field_of_a_partial_update_is_described_as_what_it_holds()
    {
        var patch = (await OperationList.ReadAsync(shared.Host)).Single(o => o.Id == "patchItem");
        patch.Fields["title"].Types.ShouldBe(["null", "string"], ignoreOrder: true);
        patch.Fields["type"].Labels.ShouldContain("Action Item");
        patch.Fields["deadline"].Format.ShouldBe("date");
        patch.Fields["rpt_out"].Items!.Types.ShouldContain("string");
    }

    [Fact]
    public async Task The_page_to_browse_it_brings_all_that_it_needs()
    {
        using var client = shared.Host.Client();
        var page = (await client.Get("/docs/index.html")).Ok().Text;
        foreach (var asset in new[] { "swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "index.js" })
        {
            page.ShouldContain(asset);
            (await client.Get("/docs/" + asset)).Ok().Text.ShouldNotBeEmpty();
        }

        (await client.Get("/docs/index.js")).Text.ShouldContain("/openapi/v1.json");
        (await client.Get("/docs")).Headers["Location"].ShouldEndWith("docs/index.html");
    }
}
