using System.Text.Json;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

/// <summary>
/// A project in memory: what was loaded, and the committed changes since. Changes enter by version, so that the order in which their
/// answers arrive does not matter (architecture, rule 4).
/// </summary>
internal sealed class ProjectState
{
    private const int MaxSeen = 10_000;

    private readonly Dictionary<Guid, ItemEntry> _byId = [];
    private readonly Dictionary<int, ItemEntry> _byNumber = [];
    private readonly HashSet<int> _early = [];
    private readonly Dictionary<Guid, Workstream> _workstreams;
    private readonly Dictionary<Guid, bool> _seen = [];
    private readonly int _maxItems;
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private Rendered? _rendered;
    private long _changes;
    private (long Changes, DateOnly Today, bool Everything, string Value) _etag = (-1, default, false, "");

    /// <summary>Holds what was loaded, and items as long as they are not too many.</summary>
    public ProjectState(ProjectContents contents, int maxItems)
    {
        _maxItems = maxItems;
        HoldsItems = !contents.TooLarge;
        Project = contents.Project;
        _workstreams = contents.Workstreams.ToDictionary(w => w.Id);
        foreach (var item in contents.Items)
        {
            Add(item);
        }

        SettledNumber = Math.Max(Project.NextItemNum - 1, contents.Items.Count == 0 ? 0 : contents.Items[^1].ItemNum);
        _early.Clear();
    }

    /// <summary>The project itself.</summary>
    public Project Project { get; private set; }

    /// <summary>The days on which the organization works.</summary>
    public WorkCalendar Calendar { get; private set; } = WorkCalendar.Default;

    /// <summary>Whether the items are here. Else they are too many, and are read from SQL (<see cref="StoredItems"/>).</summary>
    public bool HoldsItems { get; private set; }

    /// <summary>The items; none where they are not held.</summary>
    public ItemTable Items { get; } = new();

    /// <summary>The number up to which every item that was created is in memory, or was and is deleted.</summary>
    public int SettledNumber { get; private set; }

    /// <summary>The workstreams in sort order.</summary>
    public IEnumerable<Workstream> Workstreams =>
        _workstreams.Values.OrderBy(w => w.SortOrder).ThenBy(w => w.Name, StringComparer.Ordinal);

    /// <summary>Finds an item by number or id.</summary>
    public ItemEntry? Find(ItemRef reference) => reference.Number is { } number
        ? _byNumber.GetValueOrDefault(number)
        : _byId.GetValueOrDefault(reference.Id ?? Guid.Empty);

    /// <summary>Whether viewers see an item; of items that are not held, only those that were looked at lately are known.</summary>
    public bool IsForViewers(Guid itemId) =>
        _byId.TryGetValue(itemId, out var entry) ? new Visibility(false).Sees(entry.Item) : _seen.GetValueOrDefault(itemId);

    /// <summary>Notes whether viewers see an item that was read from SQL.</summary>
    public ItemEntry Saw(ItemEntry entry)
    {
        if (_seen.Count >= MaxSeen)
        {
            _seen.Clear();
        }

        _seen[entry.Item.Id] = new Visibility(false).Sees(entry.Item);
        return entry;
    }

    /// <summary>Finds a workstream.</summary>
    public Workstream? FindWorkstream(Guid id) => _workstreams.GetValueOrDefault(id);

    /// <summary>Counts working days by a calendar from now on; says whether that is another one than before.</summary>
    public bool Use(WorkCalendar calendar)
    {
        if (calendar.Equals(Calendar))
        {
            return false;
        }

        _changes++;
        Calendar = calendar;
        Items.Use(calendar);
        return true;
    }

    /// <summary>
    /// The ETag of what is listed of the project: which memory answers, and how many changes it took over. Not the project's version, as
    /// of two changes the later can enter first.
    /// </summary>
    public string ETag(DateOnly today, Visibility visibility)
    {
        if ((_etag.Changes, _etag.Today, _etag.Everything) != (_changes, today, visibility.Everything))
        {
            _etag = (_changes, today, visibility.Everything, $"\"{_instance}-{_changes}-{today:yyyy-MM-dd}-{(visibility.Everything ? "all" : "visible")}\"");
        }

        return _etag.Value;
    }

    /// <summary>Takes over what a commit made of the project's counters.</summary>
    public void Apply(ProjectStamp stamp)
    {
        _changes++;
        if (stamp.Version > Project.Version)
        {
            Project = Project with { Version = stamp.Version, NextItemNum = Math.Max(stamp.NextItemNum, Project.NextItemNum), UpdatedAt = stamp.UpdatedAt };
            _rendered = null;
        }
    }

    /// <summary>Takes over a committed change of the project itself.</summary>
    public void Apply(Project project)
    {
        _changes++;
        var counters = project.Version > Project.Version ? project : Project;
        Project = project with
        {
            Version = counters.Version,
            NextItemNum = Math.Max(project.NextItemNum, Project.NextItemNum),
            UpdatedAt = counters.UpdatedAt,
            IndicatorsUpdated = Project.IndicatorsUpdated,
        };
        _rendered = null;
    }

    /// <summary>Takes over an item that was created or changed.</summary>
    public ItemEntry Apply(ItemCommitted committed)
    {
        Apply(committed.Project);
        if (_byId.TryGetValue(committed.Item.Id, out var entry))
        {
            entry.Replace(committed.Item);
            Items.Replaced(entry);
            return entry;
        }

        return HoldsItems ? Add(committed.Item) : Saw(Entry(committed.Item));
    }

    /// <summary>Takes over that an item was deleted.</summary>
    public void Remove(ItemCommitted committed)
    {
        Apply(committed.Project);
        if (_byId.Remove(committed.Item.Id, out var entry))
        {
            _byNumber.Remove(committed.Item.ItemNum);
            Items.Remove(entry);
        }
    }

    /// <summary>Takes over a workstream that was created or changed.</summary>
    public void Apply(WorkstreamCommitted committed)
    {
        Apply(committed.Project);
        _workstreams[committed.Workstream.Id] = committed.Workstream;
    }

    /// <summary>Takes over that the workstreams were put in order.</summary>
    public void ApplyOrder(IReadOnlyList<Guid> workstreamIds, ProjectStamp stamp)
    {
        Apply(stamp);
        for (var i = 0; i < workstreamIds.Count; i++)
        {
            if (_workstreams.TryGetValue(workstreamIds[i], out var workstream))
            {
                _workstreams[workstream.Id] = workstream with { SortOrder = i };
            }
        }
    }

    /// <summary>Takes over that the stored indicators were refreshed.</summary>
    public void IndicatorsRefreshed(DateTime at)
    {
        Project = Project with { IndicatorsUpdated = at };
        _rendered = null;
    }

    /// <summary>The project as JSON, with its ETag.</summary>
    public Rendered Render() => _rendered ??= new Rendered(
        JsonSerializer.SerializeToUtf8Bytes(Project, BraidJson.Default.Project),
        $"\"{Project.Version}-{Project.IndicatorsUpdated?.Ticks ?? 0:x}\"");

    private ItemEntry Add(Item item)
    {
        var entry = Entry(item);
        _byId.Add(item.Id, entry);
        _byNumber.Add(item.ItemNum, entry);
        Items.Add(entry);
        Settle(item.ItemNum);
        if (Items.Entries.Count > _maxItems)
        {
            LetGo();
        }

        return entry;
    }

    // By rule, not when memory is short: from here on the items are read from SQL, until the project is loaded with fewer.
    private void LetGo()
    {
        HoldsItems = false;
        _byId.Clear();
        _byNumber.Clear();
        Items.Clear();
    }

    private ItemEntry Entry(Item item) => new(item, Calendar);

    // Numbers have no gaps: one that is missing between those that came is on its way.
    private void Settle(int number)
    {
        if (number > SettledNumber)
        {
            _early.Add(number);
            while (_early.Remove(SettledNumber + 1))
            {
                SettledNumber++;
            }
        }
    }
}
