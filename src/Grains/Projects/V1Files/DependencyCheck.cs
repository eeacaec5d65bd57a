namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Sees to it that items depend on items that are there, and never on themselves, directly or through others.</summary>
internal sealed class DependencyCheck(IReadOnlyList<ItemRead> items, ProblemList problems)
{
    private const int ShownOfCycle = 10;

    // Circles share their parts: the first few say what is wrong, and looking for all could take time without end.
    private const int ShownCycles = 20;
    private readonly Dictionary<int, ItemRead> _items = items.ToDictionary(i => i.Item.ItemNum);

    /// <summary>The numbers that can be kept; the others are reported and dropped.</summary>
    public IReadOnlyList<int> Known(ItemRead read)
    {
        var known = read.Item.DependsOn.Where(n => n != read.Item.ItemNum && _items.ContainsKey(n)).ToArray();
        foreach (var dropped in read.Item.DependsOn.Except(known))
        {
            var reason = dropped == read.Item.ItemNum ? "is the item itself and is dropped" : "is no item of this file and is dropped";
            problems.Warn(read.Item.ItemNum, "dep_item_num", $"{dropped}", reason, read.DependenciesLine);
        }

        return known;
    }

    /// <summary>Reports cycles at the items that close them. Walks without recursion: a chain may be as long as the log.</summary>
    public void ReportCycles()
    {
        HashSet<int> done = [];
        HashSet<int> onPath = [];
        var found = 0;
        Stack<(int Item, IEnumerator<int> Edges)> path = new();
        foreach (var start in _items.Keys)
        {
            Enter(start);
            while (found < ShownCycles && path.TryPeek(out var top))
            {
                if (!top.Edges.MoveNext())
                {
                    onPath.Remove(path.Pop().Item);
                }
                else if (onPath.Contains(top.Edges.Current))
                {
                    found++;
                    Report([.. path.Select(p => p.Item).TakeWhile(n => n != top.Edges.Current), top.Edges.Current]);
                }
                else
                {
                    Enter(top.Edges.Current);
                }
            }
        }

        void Enter(int item)
        {
            if (done.Add(item))
            {
                onPath.Add(item);
                path.Push((item, EdgesOf(item).GetEnumerator()));
            }
        }
    }

    private IEnumerable<int> EdgesOf(int item) => _items[item].Item.DependsOn.Where(n => n != item && _items.ContainsKey(n));

    // The stack gives the way backwards, from the item that closes the cycle.
    private void Report(int[] backwards)
    {
        var closing = _items[backwards[0]];
        var way = backwards.Reverse().Take(ShownOfCycle).Select(n => $"{n}").ToList();
        var last = backwards.Length > ShownOfCycle ? $"… → {backwards[0]}" : $"{backwards[^1]}";
        var reason = $"closes a circle: {string.Join(" → ", way)} → {last}";
        problems.Error(closing.Item.ItemNum, "dep_item_num", $"{backwards[^1]}", reason, closing.DependenciesLine);
    }
}
