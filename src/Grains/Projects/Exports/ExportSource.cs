using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>The items that an export is of, in order of numbers.</summary>
internal sealed class ExportSource(ProjectState state, ItemQuery filter, DateOnly today, Visibility visibility)
{
    /// <summary>The next items behind a number, of one severity where given.</summary>
    public List<Item> After(int itemNum, Severity? severity, int count)
    {
        var found = new List<Item>(count);
        for (var i = FirstAfter(itemNum); i < state.Items.Count && found.Count < count; i++)
        {
            var item = state.Items[i].On(today);
            if ((severity is null || item.Severity == severity) && ItemFilter.Matches(item, filter, visibility))
            {
                found.Add(item);
            }
        }

        return found;
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Item> All() => state.Items.Select(entry => entry.On(today)).Where(item => ItemFilter.Matches(item, filter, visibility));

    /// <summary>The number of an item that is among them; null for one that is not.</summary>
    public int? NumberOf(Guid id) => state.Find(new ItemRef(null, id))?.On(today) is { } item && ItemFilter.Matches(item, filter, visibility)
        ? item.ItemNum
        : null;

    private int FirstAfter(int itemNum)
    {
        var (low, high) = (0, state.Items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = state.Items[middle].Item.ItemNum <= itemNum ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
