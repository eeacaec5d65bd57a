using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>What a change of many items may look like, and what it makes of them.</summary>
internal static class BulkRules
{
    private const int MaxErrors = 20;

    /// <summary>Checks what can be told without the project. VALIDATION_ERROR with all that is wrong.</summary>
    public static void Check(BulkChange bulk)
    {
        if (bulk.Changes is not { Count: >= 1 and <= BulkChange.MaxChanges } changes)
        {
            throw Error.Invalid("changes", $"must have 1 to {BulkChange.MaxChanges} entries");
        }

        var errors = new ValidationErrors();
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i] is not { } change)
            {
                errors.Add($"changes[{i}]", "must not be null");
            }
            else if (change.Id is null == change.ItemNum is null)
            {
                errors.Add($"changes[{i}]", "must name the item by its id or by its item_num");
            }
            else if (change.Set is null)
            {
                errors.Add($"changes[{i}].set", "is required");
            }
        }

        errors.ThrowIfAny();
    }

    /// <summary>The items as they are to be. NOT_FOUND, PRECONDITION_FAILED or VALIDATION_ERROR, and nothing is changed.</summary>
    public static List<Item> Apply(
        IReadOnlyList<BulkItemChange> changes, ProjectState state, Func<ItemRef, ItemEntry?> find, DateOnly today, Visibility visibility)
    {
        var errors = new Dictionary<string, string[]>();
        var seen = new HashSet<Guid>();
        var items = new List<Item>(changes.Count);
        for (var i = 0; i < changes.Count && errors.Count < MaxErrors; i++)
        {
            var entry = Find(changes[i], find, visibility);
            if (!seen.Add(entry.Item.Id))
            {
                errors[$"changes[{i}]"] = [$"changes item {entry.Item.ItemNum}, which another of the changes names already"];
                continue;
            }

            items.Add(Change(changes[i], i, entry, state, today, errors));
        }

        return errors.Count == 0 ? items : throw Error.Invalid(errors);
    }

    private static ItemEntry Find(BulkItemChange change, Func<ItemRef, ItemEntry?> find, Visibility visibility)
    {
        var item = new ItemRef(change.ItemNum, change.Id);
        return find(item) is { } entry && visibility.Sees(entry.Item) ? entry : throw Error.NotFound("item", item);
    }

    private static Item Change(
        BulkItemChange change, int index, ItemEntry entry, ProjectState state, DateOnly today, Dictionary<string, string[]> errors)
    {
        if (change.IfMatch is { } version && version != entry.Item.Version)
        {
            throw new BraidException(
                ErrorKind.PreconditionFailed, $"Item {entry.Item.ItemNum} has version {entry.Item.Version} and not {version}; nothing was changed.")
            {
                Current = entry.Render(today).Json,
            };
        }

        try
        {
            return ItemRules.Update(entry.On(today), change.Set!, today, state);
        }
        catch (BraidException error) when (error.Details is { } details)
        {
            foreach (var (field, reasons) in details)
            {
                errors[$"changes[{index}].set.{field}"] = reasons;
            }

            return entry.Item;
        }
    }
}
