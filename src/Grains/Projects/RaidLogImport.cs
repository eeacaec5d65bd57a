using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Projects;

/// <summary>The writes that make a project of a file.</summary>
internal sealed class RaidLogImport
{
    private readonly Project _project;
    private readonly List<Workstream> _workstreams;
    private readonly List<(RaidItem File, Item Row)> _items;

    /// <summary>Prepares the rows.</summary>
    public RaidLogImport(RaidLog log, Guid organizationId, DateOnly today, WorkCalendar calendar)
    {
        var now = DateTime.UtcNow;
        _project = new Project
        {
            Id = Ids.Next(),
            OrganizationId = organizationId,
            Name = log.ProjectName,
            ClientName = log.ClientName,
            ProjectStart = log.ProjectStart,
            ProjectEnd = log.ProjectEnd,
            NextItemNum = log.NextItemNum,
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
        _workstreams = [.. log.Workstreams.Select((name, i) => new Workstream(Ids.Next(), _project.Id, name, i))];
        var streams = _workstreams.ToDictionary(w => w.Name, w => w.Id, StringComparer.Ordinal);
        _items = [.. log.Items.Select(item => (item, RaidLogMapping.ToItem(item, _project.Id, streams, now, today, calendar)))];
    }

    /// <summary>Whose the project is while it is invisible; when this import no longer runs, the project is swept.</summary>
    public Guid ImporterId { get; } = Guid.NewGuid();

    /// <summary>The new project's id.</summary>
    public Guid ProjectId => _project.Id;

    /// <summary>Makes the project, invisible.</summary>
    public BeginImport Begin(WriteContext context) => new(_project, ImporterId, _workstreams) { Context = context };

    /// <summary>Fills it: items, then their notes, then dependencies, which need both of their items.</summary>
    public IEnumerable<ImportPiece> Pieces(WriteContext context, int size)
    {
        var ids = _items.ToDictionary(i => i.Row.ItemNum, i => i.Row.Id);
        var items = _items.Chunk(size).Select(chunk => Piece(context) with { Items = [.. chunk.Select(i => i.Row)] });
        // In pieces of their own: one item may have a thousand.
        var notes = _items.SelectMany(i => RaidLogMapping.ToNotes(i.File, i.Row.Id)).Chunk(size).Select(chunk => Piece(context) with { Notes = chunk });
        var dependencies = DependentsFirst().SelectMany(item => item.DependsOn.Select(number => new ItemDependency(ids[item.ItemNum], ids[number])));
        return items.Concat(notes).Concat(dependencies.Chunk(Math.Max(1, size / 5)).Select(chunk => Piece(context) with { Dependencies = chunk }));
    }

    // The database looks for circles along what a row depends on: with dependents first it finds no more there than their own piece. The
    // file has no circles, so every item is met.
    private IEnumerable<RaidItem> DependentsFirst()
    {
        var files = _items.ToDictionary(i => i.File.ItemNum, i => i.File);
        var dependents = files.Values.SelectMany(item => item.DependsOn).CountBy(number => number).ToDictionary();
        var free = new Stack<RaidItem>(files.Values.Where(item => !dependents.ContainsKey(item.ItemNum)));
        while (free.TryPop(out var item))
        {
            yield return item;
            foreach (var number in item.DependsOn)
            {
                if (--dependents[number] == 0)
                {
                    free.Push(files[number]);
                }
            }
        }
    }

    private ImportPiece Piece(WriteContext context) => new() { Context = context, ProjectId = _project.Id, ImporterId = ImporterId };
}
