using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>What a query asks of items: filters and order.</summary>
internal static class ItemFilter
{
    /// <summary>Whether an item comes behind the place where the page begins.</summary>
    public static bool IsOnPage(Item item, ItemQuery query) => query.After is not { } after || after.IsBefore(item, query);

    /// <summary>Whether a role sees an item and the filters let it through.</summary>
    public static bool Matches(Item item, ItemQuery query, Visibility visibility) =>
        visibility.Sees(item)
        && (query.Types.Count == 0 || Contains(query.Types, item.Type))
        && (query.Indicators.Count == 0 || (item.Indicator is { } indicator && Contains(query.Indicators, indicator)))
        && (query.Severities.Count == 0 || (item.Severity is { } severity && Contains(query.Severities, severity)))
        && (query.WorkstreamId is null || item.WorkstreamId == query.WorkstreamId)
        && (query.Draft is null || item.Draft == query.Draft)
        && (query.DeadlineFrom is null || item.Deadline >= query.DeadlineFrom)
        && (query.DeadlineTo is null || item.Deadline <= query.DeadlineTo)
        && (query.AssignedTo is null || string.Equals(item.AssignedTo, query.AssignedTo, StringComparison.OrdinalIgnoreCase))
        && (query.Search is null || HasText(item, query.Search));

    private static bool Contains<T>(IReadOnlyList<T> values, T value)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (EqualityComparer<T>.Default.Equals(values[i], value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasText(Item item, string text) =>
        item.Title.Contains(text, StringComparison.OrdinalIgnoreCase)
        || item.Description?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Items in the order of a query.</summary>
    public static IOrderedEnumerable<ItemEntry> Sort(IEnumerable<ItemEntry> items, ItemQuery query) => query.Sort switch
    {
        ItemSort.ItemNum => By(items, query, i => i.ItemNum),
        ItemSort.Title => By(items, query, i => i.Title, StringComparer.OrdinalIgnoreCase),
        ItemSort.Type => By(items, query, i => i.Type),
        ItemSort.Severity => By(items, query, i => i.Severity ?? (Severity)int.MaxValue),
        ItemSort.AssignedTo => By(items, query, i => i.AssignedTo, StringComparer.OrdinalIgnoreCase),
        ItemSort.StartDate => By(items, query, i => i.StartDate ?? DateOnly.MaxValue),
        ItemSort.FinishDate => By(items, query, i => i.FinishDate ?? DateOnly.MaxValue),
        ItemSort.Deadline => By(items, query, i => i.Deadline ?? DateOnly.MaxValue),
        ItemSort.PercentComplete => By(items, query, i => i.PercentComplete),
        ItemSort.CreatedAt => By(items, query, i => i.CreatedAt),
        ItemSort.UpdatedAt => By(items, query, i => i.UpdatedAt),
        _ => throw new ArgumentOutOfRangeException(nameof(query), query.Sort, "Unknown sort field."),
    };

    private static IOrderedEnumerable<ItemEntry> By<TKey>(
        IEnumerable<ItemEntry> items, ItemQuery query, Func<Item, TKey> key, IComparer<TKey>? comparer = null)
    {
        var sorted = query.Descending ? items.OrderByDescending(e => key(e.Item), comparer) : items.OrderBy(e => key(e.Item), comparer);
        return sorted.ThenBy(e => e.Item.ItemNum);
    }
}

/// <summary>What a role sees of a project: viewers only what is visible to clients; drafts are for those who may edit.</summary>
internal readonly record struct Visibility(bool Everything)
{
    /// <summary>Whether the role sees the item.</summary>
    public bool Sees(Item item) => Everything || (item.ClientVisible && !item.Draft);
}
