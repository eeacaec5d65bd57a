using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// Changes of many items in one statement, all or none.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<RenderedPage> UpdateItems(Change change, BulkChange bulk)
    {
        var access = await Authorize(change.Caller, Permission.EditItems);
        BulkRules.Check(bulk);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var state = await State(access);
            var items = BulkRules.Apply(bulk.Changes!, state, await Finder(state, bulk.Changes!), access.Today, Sight(access));
            if (await CommitItems(change, items, access) is { } page)
            {
                return page;
            }

            // An item was changed since memory looked: the versions are compared in SQL, and nothing was changed.
            _memory.Distrust();
        }

        throw Error.Unavailable("Some of the items are being changed by others at the same time; nothing was changed. Try again.");
    }

    private async ValueTask<Func<ItemRef, ItemEntry?>> Finder(ProjectState state, IReadOnlyList<BulkItemChange> changes)
    {
        if (state.HoldsItems)
        {
            return state.Find;
        }

        var entries = await _stored.Find([.. changes.Select(change => new ItemRef(change.ItemNum, change.Id))], state.Calendar);
        return item => entries.FirstOrDefault(entry => item.Number == entry.Item.ItemNum || item.Id == entry.Item.Id) is { } read ? state.Saw(read) : null;
    }

    private async Task<RenderedPage?> CommitItems(Change change, List<Item> items, AccessGrant access)
    {
        var write = new UpdateItems(_projectId, items, items.ConvertAll(_ => Ids.Next())) { Context = WriteContext.Of(change) };
        List<ItemEntry>? entries = null;
        var committed = await Commit(write, (state, row) => entries = Apply(state, items, row));
        if (committed is null)
        {
            return null;
        }

        // While memory was loading, the entries are in what it loads.
        var state = await State(access);
        if (entries is null)
        {
            entries = [];
            foreach (var item in items)
            {
                entries.Add(await Find(state, new ItemRef(null, item.Id), access));
            }
        }

        return new(entries.ConvertAll(entry => entry.Render(access.Today).Json), entries.Count, null, state.ETag(access.Today, Sight(access)));
    }

    private static List<ItemEntry> Apply(ProjectState state, List<Item> items, ItemsCommitted committed)
    {
        var versions = committed.Ids.Zip(committed.Versions).ToDictionary(pair => pair.First, pair => pair.Second);
        return items.ConvertAll(item => state.Apply(
            new ItemCommitted(item with { Version = versions[item.Id], UpdatedAt = committed.UpdatedAt }, committed.Project)));
    }
}
