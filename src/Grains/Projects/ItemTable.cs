using System.Runtime.InteropServices;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>The items of a project in order of their numbers, with the facts of each on the day that was asked for last.</summary>
internal sealed class ItemTable
{
    private readonly List<ItemEntry> _entries = [];
    private readonly List<ItemFacts> _facts = [];
    private readonly FoundLists _lists = new();
    private DateOnly _day;

    /// <summary>The items by number.</summary>
    public IReadOnlyList<ItemEntry> Entries => _entries;

    /// <summary>Puts an item in its place.</summary>
    public void Add(ItemEntry entry)
    {
        // Numbers rise, but the answers to concurrent creations may arrive in another order.
        var at = FirstFrom(entry.Item.ItemNum);
        _lists.Clear();
        _entries.Insert(at, entry);
        _facts.Insert(at, FactsOf(entry));
    }

    /// <summary>Notes that another version of an item is there.</summary>
    public void Replaced(ItemEntry entry)
    {
        _lists.Clear();
        _facts[FirstFrom(entry.Item.ItemNum)] = FactsOf(entry);
    }

    /// <summary>Takes an item out.</summary>
    public void Remove(ItemEntry entry)
    {
        var at = FirstFrom(entry.Item.ItemNum);
        _lists.Clear();
        _entries.RemoveAt(at);
        _facts.RemoveAt(at);
    }

    /// <summary>Takes all items out.</summary>
    public void Clear()
    {
        _lists.Clear();
        _entries.Clear();
        _facts.Clear();
    }

    /// <summary>Counts working days by a calendar from now on.</summary>
    public void Use(WorkCalendar calendar)
    {
        _entries.ForEach(entry => entry.Use(calendar));
        _lists.Clear();
        _day = default;
    }

    /// <summary>The place of the first item with a number or a larger one.</summary>
    public int FirstFrom(int number)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _facts[middle].Number < number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The page that a query asks for, in order, and how many items match in all.</summary>
    public (List<ItemEntry> Page, int Total) Page(ItemQuery query, DateOnly today, Visibility visibility)
    {
        var facts = On(today);
        var list = _lists.Find(query, visibility) ?? Search(facts, query, today, visibility);
        var from = (int)Math.Min(list.Count, FirstBehind(list, query) + (long)query.Offset);
        return (list.GetRange(from, Math.Min(query.Limit, list.Count - from)), list.Count);
    }

    private List<ItemEntry> Search(ReadOnlySpan<ItemFacts> facts, ItemQuery query, DateOnly today, Visibility visibility)
    {
        var filter = new ItemFacts.Filter(query, visibility);
        var list = _lists.Begin(query, visibility);
        for (var i = 0; i < facts.Length; i++)
        {
            if (filter.Passes(facts[i]) && (filter.IsWhole || ItemFilter.Matches(_entries[i].On(today), query, visibility)))
            {
                list.Add(_entries[i]);
            }
        }

        Order(list, query);
        return list;
    }

    // They are in order of numbers already.
    private static void Order(List<ItemEntry> list, ItemQuery query)
    {
        if (query.Sort != ItemSort.ItemNum)
        {
            var sorted = ItemFilter.Sort(list, query).ToArray();
            list.Clear();
            list.AddRange(sorted);
        }
        else if (query.Descending)
        {
            list.Reverse();
        }
    }

    private static int FirstBehind(List<ItemEntry> list, ItemQuery query)
    {
        var (low, high) = (0, query.After is null ? 0 : list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ItemFilter.IsOnPage(list[middle].Item, query) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private ReadOnlySpan<ItemFacts> On(DateOnly today)
    {
        if (_day != today)
        {
            _day = today;
            _lists.Clear();
            for (var i = 0; i < _entries.Count; i++)
            {
                _facts[i] = FactsOf(_entries[i]);
            }
        }

        return CollectionsMarshal.AsSpan(_facts);
    }

    // Before a day was asked for no filter was applied either.
    private ItemFacts FactsOf(ItemEntry entry) => ItemFacts.Of(_day == default ? entry.Item : entry.On(_day));
}
