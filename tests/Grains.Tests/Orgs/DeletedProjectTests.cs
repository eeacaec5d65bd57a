using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Budget.Statements;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>
/// What is wanted in a project in the moment in which it is deleted is made before the deletion or not at all: whoever wants it has seen the
/// project a moment ago.
/// </summary>
public sealed class DeletedProjectTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    private static readonly DateOnly Day = new(2026, 11, 6);

    private readonly Guid _project = Guid.NewGuid();
    private readonly Guid[] _items = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
    private readonly Guid[] _streams = [Guid.CreateVersion7(), Guid.CreateVersion7()];
    private readonly Guid _note = Guid.CreateVersion7();
    private readonly Guid _file = Guid.CreateVersion7();
    private readonly Guid _allocation = Guid.CreateVersion7();
    private readonly Guid _timesheet = Guid.CreateVersion7();

    public static TheoryData<string> Changes => new(
        "create item", "update item", "update items", "delete item", "create note", "update note", "delete note", "create file", "delete file",
        "create dependency", "delete dependency", "create workstream", "update workstream", "delete workstream", "reorder workstreams",
        "create allocation", "update allocation", "delete allocation", "create timesheet", "update timesheet", "delete timesheet");

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_that_comes_behind_the_deletion_changes_nothing(string change)
    {
        var writer = await Filled();
        var (stored, audited) = (await Stored(), await Audited());

        var outcomes = await writer.Together([Deletion(), Make(change)]);

        outcomes.Select(o => o.Kind).ShouldBe(["committed", "no row"]);
        (await Stored()).ShouldBe(stored);
        (await Audited()).ShouldBe([.. audited, "project delete"]);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_that_comes_before_the_deletion_is_made(string change)
    {
        var writer = await Filled();
        var (stored, audited) = (await Stored(), await Audited());

        var outcomes = await writer.Together([Make(change), Deletion()]);

        outcomes.Select(o => o.Kind).ShouldBe(["committed", "committed"]);
        (await Stored()).ShouldNotBe(stored);
        (await Audited()).Skip(audited.Count).ShouldBe([$"{Entity(change)} {change.Split(' ')[0]}", "project delete"]);
    }

    private async Task<Writer> Filled()
    {
        var writer = new Writer(await fixture.Own());
        var filled = await writer.OneByOne(
        [
            Some.Project(fixture.OrganizationId, _project), .. _items.Select(id => Some.Create(_project, id)), Make("create note", _note),
            Make("create file", _file), Dependency(_items[1]),
            .. _streams.Select((id, place) => new CreateWorkstream(new(id, _project, $"stream {place}", place)) { Context = Some.Context() }),
            Make("create allocation", _allocation), Make("create timesheet", _timesheet),
        ]);
        filled.ShouldAllBe(o => o.Kind == "committed");
        return writer;
    }

    private DeleteProject Deletion() => new(_project) { Context = Some.Context() };

    private Write Make(string change, Guid? id = null) => change.Split(' ')[1] switch
    {
        "item" or "items" => OfItem(change),
        "note" => OfNote(change, id ?? Guid.CreateVersion7()),
        "file" => OfFile(change, id ?? Guid.CreateVersion7()),
        "dependency" => OfDependency(change),
        "workstream" or "workstreams" => OfWorkstream(change),
        "allocation" => OfAllocation(change, id ?? Guid.CreateVersion7()),
        _ => OfTimesheet(change, id ?? Guid.CreateVersion7()),
    };

    private Write OfItem(string change) => change switch
    {
        "create item" => Some.Create(_project),
        "update item" => Some.Update(_project, _items[0], 1, "Changed"),
        "update items" => new UpdateItems(_project, [Some.Item(_project, _items[0], "Changed", 1)], [Guid.CreateVersion7()]) { Context = Some.Context() },
        _ => Some.Delete(_project, _items[0], 1),
    };

    private Write OfNote(string change, Guid id) => change switch
    {
        "create note" => new CreateNote
        {
            Context = Some.Context(),
            ProjectId = _project,
            ItemId = _items[0],
            NoteId = id,
            NoteDate = Day,
            Content = "Cracked",
        },
        "update note" => new UpdateNote { Context = Some.Context(), ProjectId = _project, ItemId = _items[0], NoteId = _note, Content = "Mended" },
        _ => new DeleteNote { Context = Some.Context(), ProjectId = _project, ItemId = _items[0], NoteId = _note },
    };

    private Write OfFile(string change, Guid id) => change switch
    {
        "create file" => new CreateAttachment
        {
            Context = Some.Context(),
            ProjectId = _project,
            ItemId = _items[0],
            AttachmentId = id,
            File = new(id, "plan.txt", "text/plain", 4, new string('0', 64), $"plan/{id}"),
        },
        _ => new DeleteAttachment { Context = Some.Context(), ProjectId = _project, ItemId = _items[0], AttachmentId = _file },
    };

    private Write OfDependency(string change) => change switch
    {
        "create dependency" => Dependency(_items[2]),
        _ => new RemoveDependency { Context = Some.Context(), ProjectId = _project, ItemId = _items[0], DependsOnId = _items[1] },
    };

    private AddDependency Dependency(Guid on) => new() { Context = Some.Context(), ProjectId = _project, ItemId = _items[0], DependsOnId = on };

    private Write OfWorkstream(string change) => change switch
    {
        "create workstream" => new CreateWorkstream(new(Guid.CreateVersion7(), _project, "Paint", 2)) { Context = Some.Context() },
        "update workstream" => new UpdateWorkstream(new(_streams[0], _project, "Paint", 0)) { Context = Some.Context() },
        "delete workstream" => new DeleteWorkstream(new(_streams[0], _project, "stream 0", 0)) { Context = Some.Context() },
        _ => new ReorderWorkstreams(_project, [_streams[1], _streams[0]]) { Context = Some.Context() },
    };

    private Write OfAllocation(string change, Guid id) => change switch
    {
        "create allocation" => new SaveAllocation(Allocation(id, 1), IsNew: true) { Context = Some.Context() },
        "update allocation" => new SaveAllocation(Allocation(_allocation, 2), IsNew: false) { Context = Some.Context() },
        _ => new DeleteAllocation(Allocation(_allocation, 1)) { Context = Some.Context() },
    };

    private Write OfTimesheet(string change, Guid id) => change switch
    {
        "create timesheet" => new SaveTimesheet(Timesheet(id, 1), IsNew: true) { Context = Some.Context() },
        "update timesheet" => new SaveTimesheet(Timesheet(_timesheet, 2), IsNew: false) { Context = Some.Context() },
        _ => new DeleteTimesheet(Timesheet(_timesheet, 1)) { Context = Some.Context() },
    };

    private Allocation Allocation(Guid id, decimal amount) => new(id, _project, null, amount, null, null, null, default);

    private Timesheet Timesheet(Guid id, decimal hours) => new(id, _project, null, Day, "Bo", hours, 1, hours, true, default);

    private static string Entity(string change) => change.Split(' ')[1].TrimEnd('s') switch
    {
        "file" => "attachment",
        var entity => entity,
    };

    private async Task<string> Stored() => string.Join('\n', await fixture.Rows(
        """
        select to_jsonb(t)::text from items t where t.project_id = $1
        union all select to_jsonb(n)::text from item_notes n join items t on t.id = n.item_id where t.project_id = $1
        union all select to_jsonb(f)::text from attachments f join items t on t.id = f.item_id where t.project_id = $1
        union all select to_jsonb(d)::text from item_dependencies d join items t on t.id = d.item_id where t.project_id = $1
        union all select to_jsonb(w)::text from workstreams w where w.project_id = $1
        union all select to_jsonb(a)::text from budget_allocations a where a.project_id = $1
        union all select to_jsonb(e)::text from timesheet_entries e where e.project_id = $1
         order by 1
        """,
        _project));

    private Task<List<string>> Audited() =>
        fixture.Rows("select entity_type || ' ' || action from audit_log where project_id = $1 order by created_at, id", _project);
}
