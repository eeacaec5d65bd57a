using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>How many items there are of each kind; they are counted as they come and not kept.</summary>
internal sealed class Summary(Func<Item, string?> workstreamOf)
{
    private readonly SortedDictionary<int, int> _types = [];
    private readonly SortedDictionary<int, int> _indicators = [];
    private readonly SortedDictionary<int, int> _severities = [];
    private readonly SortedDictionary<string, int> _workstreams = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _assignees = new(StringComparer.Ordinal);

    /// <summary>How many in all.</summary>
    public int Total { get; private set; }

    /// <summary>The counts, by type, indicator, severity, workstream and assignee; those without one come first.</summary>
    public IEnumerable<(string Group, IEnumerable<(string? Value, int Count)> Counts)> Groups =>
    [
        ("type", _types.Select(p => ((string?)Labels<ItemType>.Of((ItemType)p.Key), p.Value))),
        ("indicator", _indicators.Select(p => (p.Key < 0 ? null : Labels<Indicator>.Of((Indicator)p.Key), p.Value))),
        ("severity", _severities.Select(p => (p.Key < 0 ? null : Labels<Severity>.Of((Severity)p.Key), p.Value))),
        ("workstream", _workstreams.Select(p => (p.Key.Length == 0 ? null : p.Key, p.Value))),
        ("assigned_to", _assignees.Select(p => (p.Key.Length == 0 ? null : p.Key, p.Value))),
    ];

    /// <summary>Counts an item.</summary>
    public void Add(Item item)
    {
        Total++;
        Count(_types, (int)item.Type);
        Count(_indicators, item.Indicator is { } indicator ? (int)indicator : -1);
        Count(_severities, item.Severity is { } severity ? (int)severity : -1);
        Count(_workstreams, workstreamOf(item) ?? "");
        Count(_assignees, item.AssignedTo ?? "");
    }

    private static void Count<TKey>(SortedDictionary<TKey, int> counts, TKey key)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
