using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>Rule 5 of the architecture: what random groups do equals what the same writes do one by one, audit included.</summary>
public sealed class GroupEqualsSerialTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    private const int Items = 4;
    private const int Streams = 2;

    [Fact]
    public async Task Random_groups_equal_serial_execution()
    {
        var database = await fixture.Own();
        var grouped = new Writer(database);
        var serial = new Writer(database);
        foreach (var script in Gen.Sample(Script(), 40, 30))
        {
            var (left, right) = (Guid.NewGuid(), Guid.NewGuid());
            var (leftWrites, rightWrites) = (await Prepare(grouped, left, script), await Prepare(serial, right, script));

            var together = await grouped.Together(leftWrites);
            var oneByOne = await serial.OneByOne(rightWrites);

            var what = string.Join(", ", script);
            together.Select(o => o.Kind).ShouldBe(oneByOne.Select(o => o.Kind), what);
            (await Stored(left)).ShouldBe(await Stored(right), what);
            (await Audited(left)).ShouldBe(await Audited(right), what);
        }
    }

    [Fact]
    public async Task A_statement_that_fails_alone_fails_alone()
    {
        var project = Guid.NewGuid();
        var writer = new Writer(await fixture.Own());
        await writer.Together([Some.Project(fixture.OrganizationId, project)]);
        var writes = Enumerable.Range(0, 40).Select(i => Some.Create(project, title: i % 13 == 5 ? new string('x', 501) : $"Item {i}")).ToList();

        var outcomes = await writer.Together(writes);

        for (var i = 0; i < writes.Count; i++)
        {
            outcomes[i].Kind.ShouldBe(i % 13 == 5 ? "BraidException" : "committed", $"write {i}");
        }

        var numbers = outcomes.Select(o => (o.Row as ItemCommitted)?.Item.ItemNum).OfType<int>();
        numbers.ShouldBe(Enumerable.Range(1, 37), "numbers rise in order of arrival, without gaps");
    }

    [Fact]
    public async Task Two_changes_of_one_row_in_one_moment_are_both_made()
    {
        var (project, id) = (Guid.NewGuid(), Guid.NewGuid());
        var writer = new Writer(await fixture.Own());
        await writer.OneByOne([Some.Project(fixture.OrganizationId, project), Some.Create(project, id)]);

        var outcomes = await writer.Together([Some.Update(project, id, 1, "first"), Some.Update(project, id, 2, "second")]);

        outcomes.ShouldAllBe(o => o.Kind == "committed");
        (await fixture.Rows("select title, version from items where id = $1", id)).ShouldBe(["second|3"]);
    }

    private static Gen<Step[]> Script()
    {
        var step = from kind in Gen.Elements(Enum.GetValues<StepKind>())
                   from item in Gen.Choose(0, Items - 1)
                   from version in Gen.Choose(1, 3)
                   select new Step(kind, item, version);
        return step.ArrayOf().Where(steps => steps.Length > 1);
    }

    private async Task<List<Write>> Prepare(Writer writer, Guid project, Step[] script)
    {
        var ids = Enumerable.Range(0, Items).Select(_ => Guid.CreateVersion7()).ToArray();
        var streams = Enumerable.Range(0, Streams).Select(i => new Workstream(Guid.CreateVersion7(), project, $"first {i}", i)).ToArray();
        await writer.OneByOne([Some.Project(fixture.OrganizationId, project), .. streams.Select(s => new CreateWorkstream(s) { Context = Some.Context() })]);
        await writer.OneByOne(ids.Select((id, i) => InStream(Some.Create(project, id), streams[i % Streams])));
        return [.. script.Select((step, i) => Make(step, i, project, ids, streams))];
    }

    private static Write Make(Step step, int i, Guid project, Guid[] ids, Workstream[] streams) => step.Kind switch
    {
        StepKind.Move => InStream(Some.Update(project, ids[step.Item], step.Version, $"step {i}"), streams[i % Streams]),
        StepKind.RemoveStream => new DeleteWorkstream(streams[step.Item % Streams]) { Context = Some.Context() },
        StepKind.Depend => new AddDependency
        {
            Context = Some.Context(),
            ProjectId = project,
            ItemId = ids[step.Item],
            DependsOnId = ids[(step.Item + step.Version) % Items],
        },
        StepKind.Create => Some.Create(project, title: $"step {i}"),
        StepKind.CreateTooLong => Some.Create(project, title: new string('x', 501)),
        StepKind.Update => Some.Update(project, ids[step.Item], step.Version, $"step {i}"),
        StepKind.UpdateTooLong => Some.Update(project, ids[step.Item], step.Version, new string('x', 501)),
        StepKind.Delete => Some.Delete(project, ids[step.Item], step.Version),
        StepKind.Workstream => new CreateWorkstream(new Workstream(Guid.NewGuid(), project, $"stream {step.Item}", i)) { Context = Some.Context() },
        _ => new CreateNote
        {
            Context = Some.Context(),
            ProjectId = project,
            ItemId = ids[step.Item],
            NoteId = Guid.NewGuid(),
            NoteDate = new DateOnly(2026, 11, 1),
            Content = $"step {i}",
        },
    };

    private static ItemWrite InStream(ItemWrite write, Workstream stream) => write with { Item = write.Item with { WorkstreamId = stream.Id } };

    // Ids and times differ between the two projects; everything else must be the same. Within a transaction now() stands still, so the
    // order of audit rows is that of their ids, which are v7; what belongs to one entity must be in one order.
    private Task<List<string>> Stored(Guid project) => fixture.Rows(
        """
        select 'item', item_num, title, t.version, deleted_at is not null, rpt_out::text || coalesce(w.name, ''), budget_amount, deadline
          from items t left join workstreams w on w.id = t.workstream_id where t.project_id = $1
        union all
        select 'dependency', t.item_num, o.item_num::text, 0, false, null, null, null
          from item_dependencies d join items t on t.id = d.item_id join items o on o.id = d.depends_on_id where t.project_id = $1
        union all
        select 'note', t.item_num, n.content, 0, false, null, null, null from item_notes n join items t on t.id = n.item_id where t.project_id = $1
        union all
        select 'stream', sort_order, name, 0, false, null, null, null from workstreams where project_id = $1
        union all
        select 'project', next_item_num, name, version, false, null, null, null from projects where id = $1
        order by 1, 2, 3
        """,
        project);

    private Task<List<string>> Audited(Guid project) => fixture.Rows(
        """
        select a.entity_type, a.action, coalesce(a.after_state ->> 'item_num', a.before_state ->> 'item_num', ''),
               coalesce(a.before_state ->> 'version', ''), coalesce(a.after_state ->> 'version', ''),
               coalesce(a.after_state ->> 'title', a.after_state ->> 'name', a.after_state ->> 'content', '')
          from audit_log a
         where a.project_id = $1
         order by 1, 2, 3, 4, 5, 6
        """,
        project);

    private enum StepKind
    {
        Create,
        CreateTooLong,
        Update,
        UpdateTooLong,
        Delete,
        Move,
        Workstream,
        RemoveStream,
        Depend,
        Note,
    }

    private sealed record Step(StepKind Kind, int Item, int Version);
}
