using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

/// <summary>
/// The items of a project that is too large to be held, read as they are needed. What SQL decides exactly as memory does it decides: places
/// in an order, types, dates. The rest, texts and what depends on the day, is decided by the same code as in memory over pages of
/// rows, so that both answer alike.
/// </summary>
internal sealed class StoredItems(IOrgGrain org, Guid projectId)
{
    private const int RowsAtOnce = 2000;

    /// <summary>One item; null when there is none.</summary>
    public async Task<ItemEntry?> Find(ItemRef item, WorkCalendar calendar) => await Find([item], calendar) is [var found, ..] ? found : null;

    /// <summary>Some items; those that are not there are left out.</summary>
    public async Task<IReadOnlyList<ItemEntry>> Find(IReadOnlyList<ItemRef> items, WorkCalendar calendar) =>
        [.. (await org.Query(new FindItems(projectId, items)))!.Items.Select(item => new ItemEntry(item, calendar))];

    /// <summary>A page, in order, and how many items match in all, as <see cref="ItemTable.Page"/> answers it.</summary>
    public async Task<(List<ItemEntry> Page, int Total)> Page(ItemQuery query, DateOnly today, WorkCalendar calendar, Visibility visibility)
    {
        if (IsExactInSql(query))
        {
            var rows = (await org.Query(new PageOfItems(projectId, query, visibility.Everything, Counts: true)))!;
            return ([.. rows.Items.Select(item => On(new ItemEntry(item, calendar), today))], rows.Total);
        }

        var (kept, total, needed) = (new List<ItemEntry>(), 0, (long)query.Offset + query.Limit);
        await foreach (var entry in Matching(query, 0, today, calendar, visibility))
        {
            total++;
            if (ItemFilter.IsOnPage(entry.Item, query))
            {
                kept.Add(entry);
            }

            if (kept.Count > 2 * needed + RowsAtOnce)
            {
                kept = [.. ItemFilter.Sort(kept, query).Take((int)needed)];
            }
        }

        return ([.. ItemFilter.Sort(kept, query).Skip(query.Offset).Take(query.Limit)], total);
    }

    /// <summary>The items behind a number that a role sees and the filters let through, in order of numbers.</summary>
    public async IAsyncEnumerable<ItemEntry> Matching(
        ItemQuery filter, int afterNumber, DateOnly today, WorkCalendar calendar, Visibility visibility)
    {
        var page = filter with { Sort = ItemSort.ItemNum, Descending = false, Limit = RowsAtOnce, Offset = 0, After = new ItemCursor(0, afterNumber) };
        while (true)
        {
            var rows = (await org.Query(new PageOfItems(projectId, page, visibility.Everything, Counts: false)))!.Items;
            foreach (var row in rows)
            {
                var entry = new ItemEntry(row, calendar);
                if (ItemFilter.Matches(entry.On(today), filter, visibility))
                {
                    yield return entry;
                }
            }

            if (rows.Count < RowsAtOnce)
            {
                yield break;
            }

            page = page with { After = new ItemCursor(0, rows[^1].ItemNum) };
        }
    }

    private static bool IsExactInSql(ItemQuery query) => ItemCursor.Supports(query)
        && query is { Indicators.Count: 0, Severities.Count: 0, AssignedTo: null, Search: null };

    private static ItemEntry On(ItemEntry entry, DateOnly today)
    {
        _ = entry.On(today);
        return entry;
    }
}
