using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Projects;

/// <summary>The writes that make a project of a file.</summary>
internal sealed class RaidLogImport
{
    private readonly Guid _importerId;
    private readonly Project _project;
    private readonly List<Workstream> _workstreams;
    private readonly List<(RaidItem File, Item Row)> _items;

    /// <summary>Prepares the rows.</summary>
    public RaidLogImport(RaidLog log, Guid organizationId, Guid importerId, DateOnly today)
    {
        var now = DateTime.UtcNow;
        _importerId = importerId;
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
        _items = [.. log.Items.Select(item => (item, RaidLogMapping.ToItem(item, _project.Id, streams, now, today)))];
    }

    /// <summary>The new project's id.</summary>
    public Guid ProjectId => _project.Id;

    /// <summary>Makes the project, invisible.</summary>
    public BeginImport Begin(WriteContext context) => new(_project, _importerId, _workstreams) { Context = context };

    /// <summary>Fills it: items with their notes, then dependencies, which need both of their items.</summary>
    public IEnumerable<ImportPiece> Pieces(WriteContext context, int size)
    {
        var ids = _items.ToDictionary(i => i.Row.ItemNum, i => i.Row.Id);
        var items = _items.Chunk(size).Select(chunk => Piece(context) with
        {
            Items = [.. chunk.Select(i => i.Row)],
            Notes = [.. chunk.SelectMany(i => RaidLogMapping.ToNotes(i.File, i.Row.Id))],
        });
        var dependencies = _items.SelectMany(i => i.File.DependsOn.Select(number => new ItemDependency(i.Row.Id, ids[number])));
        return items.Concat(dependencies.Chunk(size).Select(chunk => Piece(context) with { Dependencies = chunk }));
    }

    private ImportPiece Piece(WriteContext context) => new() { Context = context, ProjectId = _project.Id, ImporterId = _importerId };
}
