using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>The items that an export is of, in order of numbers: from memory, or from SQL where the project is not held.</summary>
internal sealed class ExportSource(ProjectState state, StoredItems stored, ItemQuery filter, DateOnly today, Visibility visibility)
{
    /// <summary>Whether there is an item of any of some severities; null stands for all.</summary>
    public async ValueTask<bool> HasAny(IEnumerable<Severity?> severities)
    {
        foreach (var severity in severities)
        {
            if ((await After(0, severity, 1)).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next items behind a number, of one severity where given.</summary>
    public async ValueTask<List<Item>> After(int itemNum, Severity? severity, int count)
    {
        var found = new List<Item>(count);
        await foreach (var item in Behind(itemNum))
        {
            if (severity is null || item.Severity == severity)
            {
                found.Add(item);
            }

            if (found.Count == count)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>All of them.</summary>
    public IAsyncEnumerable<Item> All() => Behind(0);

    /// <summary>Finds the numbers of those of some items that are among them.</summary>
    public async ValueTask<Func<Guid, int?>> Numbers(IEnumerable<Guid> ids)
    {
        if (state.HoldsItems)
        {
            return id => state.Find(new ItemRef(null, id)) is { } entry && ItemFilter.Matches(entry.On(today), filter, visibility) ? entry.Item.ItemNum : null;
        }

        var read = await stored.Find([.. ids.Distinct().Select(id => new ItemRef(null, id))], state.Calendar);
        var numbers = read.Where(entry => ItemFilter.Matches(entry.On(today), filter, visibility)).ToDictionary(e => e.Item.Id, e => (int?)e.Item.ItemNum);
        return id => numbers.GetValueOrDefault(id);
    }

    private async IAsyncEnumerable<Item> Behind(int itemNum)
    {
        if (!state.HoldsItems)
        {
            await foreach (var entry in stored.Matching(filter, itemNum, today, state.Calendar, visibility))
            {
                yield return entry.Item;
            }

            yield break;
        }

        for (var i = state.Items.FirstFrom(itemNum + 1); i < state.Items.Entries.Count; i++)
        {
            if (state.Items.Entries[i].On(today) is var item && ItemFilter.Matches(item, filter, visibility))
            {
                yield return item;
            }
        }
    }
}
