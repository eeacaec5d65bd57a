namespace BraidMgr.Grains.Projects.Dependencies;

/// <summary>Which items wait for which.</summary>
public sealed class DependencyGraph
{
    private readonly Dictionary<Guid, List<Guid>> _dependsOn = [];
    private readonly Dictionary<Guid, List<Guid>> _neededBy = [];

    /// <summary>Makes a graph of pairs of an item and one that it depends on.</summary>
    public DependencyGraph(IEnumerable<(Guid Item, Guid DependsOn)> edges)
    {
        foreach (var (item, dependsOn) in edges)
        {
            Add(_dependsOn, item, dependsOn);
            Add(_neededBy, dependsOn, item);
        }
    }

    /// <summary>What an item waits for.</summary>
    public IReadOnlyList<Guid> DependsOn(Guid item) => _dependsOn.GetValueOrDefault(item) ?? [];

    /// <summary>What waits for an item.</summary>
    public IReadOnlyList<Guid> NeededBy(Guid item) => _neededBy.GetValueOrDefault(item) ?? [];

    /// <summary>
    /// How <paramref name="dependsOn"/> waits for <paramref name="item"/> already, from the one to the other: the cycle that one more
    /// dependency would close. Null when it would close none.
    /// </summary>
    public IReadOnlyList<Guid>? CycleWith(Guid item, Guid dependsOn)
    {
        var cameFrom = new Dictionary<Guid, Guid> { [dependsOn] = dependsOn };
        var open = new Queue<Guid>([dependsOn]);
        while (open.TryDequeue(out var at))
        {
            if (at == item)
            {
                return Walk(cameFrom, item, dependsOn);
            }

            foreach (var next in DependsOn(at).Where(next => cameFrom.TryAdd(next, at)))
            {
                open.Enqueue(next);
            }
        }

        return null;
    }

    /// <summary>Items in an order in which each comes after all that it waits for; those of a cycle are left out.</summary>
    public IEnumerable<Guid> InOrder(IEnumerable<Guid> items)
    {
        var waiting = items.ToDictionary(item => item, item => DependsOn(item).Count);
        var free = new Queue<Guid>(waiting.Where(w => w.Value == 0).Select(w => w.Key));
        while (free.TryDequeue(out var item))
        {
            yield return item;
            foreach (var next in NeededBy(item).Where(next => waiting.ContainsKey(next) && --waiting[next] == 0))
            {
                free.Enqueue(next);
            }
        }
    }

    private static List<Guid> Walk(Dictionary<Guid, Guid> cameFrom, Guid from, Guid to)
    {
        var path = new List<Guid> { from };
        while (path[^1] != to)
        {
            path.Add(cameFrom[path[^1]]);
        }

        path.Reverse();
        return path;
    }

    private static void Add(Dictionary<Guid, List<Guid>> edges, Guid from, Guid to)
    {
        if (!edges.TryGetValue(from, out var list))
        {
            edges[from] = list = [];
        }

        list.Add(to);
    }
}
