using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>The refresh of a day meets changes that memory does not know yet.</summary>
public sealed class RefreshIndicatorsTests : IClassFixture<OrgDatabaseFixture>
{
    private readonly OrgDatabaseFixture _organization;

    public RefreshIndicatorsTests(OrgDatabaseFixture organization) => _organization = organization;

    [Fact]
    public async Task An_item_that_was_changed_meanwhile_keeps_the_indicator_of_the_change()
    {
        await using var database = await _organization.Own();
        var writer = new Writer(database);
        var (project, item) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await writer.OneByOne([Some.Project(_organization.OrganizationId, project), Some.Create(project, item)]);
        await writer.OneByOne([new UpdateItem { Context = Some.Context(), Item = Some.Item(project, item, version: 1) with { Indicator = Indicator.NotStarted } }]);

        (await writer.OneByOne([Refresh(version: 1)])).Single().Kind.ShouldBe("committed");
        (await Stored()).ShouldBe("Not Started");

        (await writer.OneByOne([Refresh(version: 2)])).Single().Kind.ShouldBe("committed");
        (await Stored()).ShouldBe("Beyond Deadline!!!");

        RefreshIndicators Refresh(long version) => new(project, [item], [Indicator.BeyondDeadline], [version]) { Context = Some.Context() };

        async Task<string?> Stored()
        {
            await using var command = _organization.Owner.CreateCommand("select indicator::text from items where id = $1");
            command.Parameters.Add(new() { Value = item });
            return (string?)await command.ExecuteScalarAsync();
        }
    }
}
