using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>
/// What is wanted of an item in the moment in which its project is deleted is made before the deletion or not at all: whoever wants it has
/// seen the project a moment ago.
/// </summary>
public sealed class DeletedProjectTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    public static TheoryData<string> Changes => new("update", "update many", "delete");

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_of_an_item_that_comes_behind_the_deletion_changes_nothing(string change)
    {
        var (project, id) = (Guid.NewGuid(), Guid.CreateVersion7());
        var writer = await WithItem(project, id);

        var outcomes = await writer.Together([Deletion(project), Make(change, project, id)]);

        outcomes.Select(o => o.Kind).ShouldBe(["committed", "no row"]);
        (await Stored(id)).ShouldBe(["Order racks|1|False"]);
        (await Audited(project)).ShouldBe(["project create", "item create", "project delete"]);
        (await fixture.Rows("select version from projects where id = $1", project)).ShouldBe(["3"]);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_of_an_item_that_comes_before_the_deletion_is_made(string change)
    {
        var (project, id) = (Guid.NewGuid(), Guid.CreateVersion7());
        var writer = await WithItem(project, id);

        var outcomes = await writer.Together([Make(change, project, id), Deletion(project)]);

        outcomes.Select(o => o.Kind).ShouldBe(["committed", "committed"]);
        (await Stored(id)).ShouldBe([change == "delete" ? "Order racks|2|True" : "Changed|2|False"]);
        (await Audited(project)).ShouldBe(
            ["project create", "item create", change == "delete" ? "item delete" : "item update", "project delete"]);
        (await fixture.Rows("select version from projects where id = $1", project)).ShouldBe(["4"]);
    }

    private async Task<Writer> WithItem(Guid project, Guid id)
    {
        var writer = new Writer(await fixture.Own());
        await writer.OneByOne([Some.Project(fixture.OrganizationId, project), Some.Create(project, id)]);
        return writer;
    }

    private static DeleteProject Deletion(Guid project) => new(project) { Context = Some.Context() };

    private static Write Make(string change, Guid project, Guid id) => change switch
    {
        "update" => Some.Update(project, id, 1, "Changed"),
        "update many" => new UpdateItems(project, [Some.Item(project, id, "Changed", 1)], [Guid.CreateVersion7()]) { Context = Some.Context() },
        "delete" => Some.Delete(project, id, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };

    private Task<List<string>> Stored(Guid id) => fixture.Rows("select title, version, deleted_at is not null from items where id = $1", id);

    private Task<List<string>> Audited(Guid project) =>
        fixture.Rows("select entity_type || ' ' || action from audit_log where project_id = $1 order by created_at, id", project);
}
