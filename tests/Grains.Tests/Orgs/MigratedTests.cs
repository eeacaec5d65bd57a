using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>What serves goes on while its database is migrated: statements that were prepared before survive it.</summary>
public sealed class MigratedTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    [Theory]
    [InlineData("alter table items add column added text default 'x'")]
    [InlineData("alter table items alter column priority type varchar(321)")]
    [InlineData("alter table items alter column priority type varchar(322); alter table projects add column added text")]
    public async Task Prepared_reads_and_writes_survive_an_ALTER(string ddl)
    {
        var project = Guid.NewGuid();
        var database = await fixture.Own();
        var writer = new Writer(database);
        await writer.Together([Some.Project(fixture.OrganizationId, project)]);
        for (var i = 0; i < 4; i++)
        {
            (await writer.Together([Some.Create(project)])).Single().Kind.ShouldBe("committed");
            await Load(database, project);
        }

        await fixture.Rows(ddl);

        (await Load(database, project)).ShouldBe(4);
        (await writer.Together([Some.Create(project), Some.Create(project)])).ShouldAllBe(o => o.Kind == "committed");
        (await Load(database, project)).ShouldBe(6);
    }

    private async Task<int> Load(Grains.Orgs.OrgDatabase database, Guid project) =>
        ((ProjectContents)(await database.Run(new LoadProject(fixture.OrganizationId, project, int.MaxValue), CancellationToken.None))!).Items.Count;
}
