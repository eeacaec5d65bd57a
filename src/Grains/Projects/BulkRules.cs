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
            else if (change.IfMatch < 0)
            {
                errors.Add($"changes[{i}].if_match", $"is {change.IfMatch}; versions begin at 1");
            }
            else if (change.Set is null)
            {
                errors.Add($"changes[{i}].set", "is required");
            }
        }

        errors.ThrowIfAny();
    }

    /// <summary>
    /// The items as they are to be. NOT_FOUND when an item or workstream is not there, PRECONDITION_FAILED, or VALIDATION_ERROR; then nothing
    /// is changed.
    /// </summary>
    public static List<Item> Apply(
        IReadOnlyList<BulkItemChange> changes, ProjectState state, Func<ItemRef, ItemEntry?> find, DateOnly today, Visibility visibility)
    {
        var errors = new ValidationErrors();
        var seen = new HashSet<Guid>();
        var items = new List<Item>(changes.Count);
        for (var i = 0; i < changes.Count && errors.Count < MaxErrors; i++)
        {
            if (find(new ItemRef(changes[i].ItemNum, changes[i].Id)) is not { } entry || !visibility.Sees(entry.Item))
            {
                errors.Missing($"changes[{i}].{(changes[i].Id is null ? "item_num" : "id")}", "item");
            }
            else if (!seen.Add(entry.Item.Id))
            {
                errors.Add($"changes[{i}]", $"changes item {entry.Item.ItemNum}, which another of the changes names already");
            }
            else
            {
                items.Add(Change(changes[i], i, entry, state, today, errors));
            }
        }

        errors.ThrowIfAny();
        return items;
    }

    private static Item Change(BulkItemChange change, int index, ItemEntry entry, ProjectState state, DateOnly today, ValidationErrors errors)
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
        catch (BraidException error) when (error.Details is not null)
        {
            errors.Take($"changes[{index}].set.", error);
            return entry.Item;
        }
    }
}
