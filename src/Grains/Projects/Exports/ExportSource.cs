using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>The items that an export is of, in order of numbers: from memory, or from SQL where the project is not held.</summary>
internal sealed class ExportSource(ProjectState state, StoredItems stored, ItemQuery filter, DateOnly today, Visibility visibility)
{
    /// <summary>Whether any of some sections has an item.</summary>
    public async ValueTask<bool> HasAny(IReadOnlyList<ExportSection> sections)
    {
        await foreach (var item in Behind(0))
        {
            if (sections.Any(section => section.Has(item)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next items of a section behind a number.</summary>
    public async ValueTask<List<Item>> After(int itemNum, ExportSection section, int count)
    {
        var found = new List<Item>(count);
        await foreach (var item in Behind(itemNum))
        {
            if (section.Has(item))
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
