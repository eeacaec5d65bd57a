using System.Runtime.InteropServices;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>The items of a project in order of their numbers, with the facts of each on the day that was asked for last.</summary>
internal sealed class ItemTable
{
    private readonly List<ItemEntry> _entries = [];
    private readonly List<ItemFacts> _facts = [];
    private DateOnly _day;

    /// <summary>The items by number.</summary>
    public IReadOnlyList<ItemEntry> Entries => _entries;

    /// <summary>Puts an item in its place.</summary>
    public void Add(ItemEntry entry)
    {
        // Numbers rise, but the answers to concurrent creations may arrive in another order.
        var at = FirstFrom(entry.Item.ItemNum);
        _entries.Insert(at, entry);
        _facts.Insert(at, FactsOf(entry));
    }

    /// <summary>Notes that another version of an item is there.</summary>
    public void Replaced(ItemEntry entry) => _facts[FirstFrom(entry.Item.ItemNum)] = FactsOf(entry);

    /// <summary>Takes an item out.</summary>
    public void Remove(ItemEntry entry)
    {
        var at = FirstFrom(entry.Item.ItemNum);
        _entries.RemoveAt(at);
        _facts.RemoveAt(at);
    }

    /// <summary>Takes all items out.</summary>
    public void Clear()
    {
        _entries.Clear();
        _facts.Clear();
    }

    /// <summary>Counts working days by a calendar from now on.</summary>
    public void Use(WorkCalendar calendar)
    {
        _entries.ForEach(entry => entry.Use(calendar));
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
        if (query.Sort == ItemSort.ItemNum)
        {
            return ByNumber(query, today, visibility);
        }

        var matches = Matching(query, today, visibility);
        var sorted = ItemFilter.Sort(matches, query);
        return (sorted.Where(entry => ItemFilter.IsOnPage(entry.Item, query)).Skip(query.Offset).Take(query.Limit).ToList(), matches.Count);
    }

    // One pass, and no list but the page.
    private (List<ItemEntry> Page, int Total) ByNumber(ItemQuery query, DateOnly today, Visibility visibility)
    {
        var facts = On(today);
        var filter = new ItemFacts.Filter(query, visibility);
        var page = new List<ItemEntry>(Math.Min(query.Limit, facts.Length));
        var total = 0;
        for (var n = 0; n < facts.Length; n++)
        {
            var i = query.Descending ? facts.Length - 1 - n : n;
            if (filter.Passes(facts[i])
                && (filter.IsWhole || ItemFilter.Matches(_entries[i].On(today), query, visibility))
                && total++ >= query.Offset && page.Count < query.Limit && ItemFilter.IsOnPage(_entries[i].Item, query))
            {
                page.Add(_entries[i]);
            }
        }

        return (page, total);
    }

    private List<ItemEntry> Matching(ItemQuery query, DateOnly today, Visibility visibility)
    {
        var facts = On(today);
        var filter = new ItemFacts.Filter(query, visibility);
        var matches = new List<ItemEntry>();
        for (var i = 0; i < facts.Length; i++)
        {
            if (filter.Passes(facts[i]) && (filter.IsWhole || ItemFilter.Matches(_entries[i].On(today), query, visibility)))
            {
                matches.Add(_entries[i]);
            }
        }

        return matches;
    }

    private ReadOnlySpan<ItemFacts> On(DateOnly today)
    {
        if (_day != today)
        {
            _day = today;
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
