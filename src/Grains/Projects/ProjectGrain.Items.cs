using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// The items of the project.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async ValueTask<RenderedPage> ListItems(Caller caller, ItemQuery query)
    {
        var access = await Authorize(caller, Permission.View);
        var state = await State(access);
        RequireWorkstream(state, query);
        // Before the items are read: what changes meanwhile has another.
        var etag = state.ETag(access.Today, Sight(access));
        if (query.Knows(etag))
        {
            return new RenderedPage([], 0, null, etag);
        }

        var (page, total) = state.HoldsItems
            ? state.Items.Page(query, access.Today, Sight(access))
            : await _stored.Page(query, access.Today, access.Calendar, Sight(access));

        // On disk there are no gaps between numbers.
        var cursor = NextCursor(page, query, state.HoldsItems ? state.SettledNumber : int.MaxValue);
        var rendered = page.ConvertAll(entry => entry.Render(access.Today).Json);
        return new RenderedPage(rendered, total, cursor, etag);
    }

    /// <summary>
    /// The cursor behind a full page, which may be the last one: then the next is empty. A page that ends beyond a number whose commit is
    /// only being acknowledged is cut before it, as the pages that follow would miss that item.
    /// </summary>
    private static string? NextCursor(List<ItemEntry> page, ItemQuery query, int settledNumber)
    {
        if (page.Count < query.Limit || !ItemCursor.Supports(query))
        {
            return null;
        }

        var unsettled = query.Descending ? -1 : page.FindIndex(entry => entry.Item.ItemNum > settledNumber);
        if (unsettled >= 0)
        {
            page.RemoveRange(unsettled, page.Count - unsettled);
        }

        var end = page.Count > 0 ? ItemCursor.Behind(page[^1].Item, query) : query.After ?? default;
        return end.Write(query);
    }

    /// <inheritdoc/>
    public async ValueTask<Rendered> GetItem(Caller caller, ItemRef item)
    {
        var access = await Authorize(caller, Permission.View);
        return (await Find(await State(access), item, access)).Render(access.Today);
    }

    /// <inheritdoc/>
    public async Task<Rendered> CreateItem(Change change, ItemInput input)
    {
        var access = await Authorize(change.Caller, Permission.CreateItems);
        return await _answers.Once(change, row => StoredRows.Item(row, access.Today), async () =>
        {
            var item = ItemRules.Create(_projectId, input, access.Today, await State(access));
            return await CommitItem(new CreateItem { Context = WriteContext.Of(change), Item = item }, access) ?? throw Gone();
        });
    }

    /// <inheritdoc/>
    public async Task<Rendered> UpdateItem(Change change, ItemRef item, ItemInput input, long? ifMatch)
    {
        var access = await Authorize(change.Caller, Permission.EditItems);
        var id = (await Find(await State(access), item, access)).Item.Id;
        return await _turns.Run(id, () => OnCurrent(id, access, ifMatch, current =>
        {
            var wanted = ItemRules.Update(current.Entry.On(access.Today), input, access.Today, current.State);
            return CommitItem(new UpdateItem { Context = WriteContext.Of(change), Item = wanted }, access);
        }));
    }

    /// <inheritdoc/>
    public async Task DeleteItem(Change change, ItemRef item, long? ifMatch)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        var id = (await Find(await State(access), item, access)).Item.Id;
        await _turns.Run(id, () => OnCurrent(id, access, ifMatch, current => Commit(
            new DeleteItem { Context = WriteContext.Of(change), Item = current.Entry.Item }, (state, deleted) => state.Remove(deleted))));
    }

    /// <summary>
    /// Makes a change from the current state of an item. The statement checks the version; when it matches no row, memory was behind:
    /// it is loaded again and the change is made once more from what it then says.
    /// </summary>
    private async Task<T> OnCurrent<T>(Guid id, AccessGrant access, long? ifMatch, Func<(ProjectState State, ItemEntry Entry), Task<T?>> make)
        where T : class
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var state = await State(access);
            var entry = await Find(state, new ItemRef(null, id), access);
            if (ifMatch is { } version && version != entry.Item.Version)
            {
                throw Changed(entry, access, version);
            }

            if (await make((state, entry)) is { } made)
            {
                return made;
            }

            _memory.Distrust();
        }

        throw Error.Unavailable("The item was changed elsewhere at the same time. Try again.");
    }

    private async Task<Rendered?> CommitItem(ItemWrite write, AccessGrant access)
    {
        ItemEntry? entry = null;
        var committed = await Commit(write, (state, row) => entry = state.Apply(row with { Item = row.Item with { Indicator = write.Item.Indicator } }));
        return committed is null ? null : (entry ?? new ItemEntry(committed.Item, access.Calendar)).Render(access.Today);
    }

    private async ValueTask<ItemEntry> Find(ProjectState state, ItemRef item, AccessGrant access) =>
        await Seek(state, item, access) ?? throw Error.NotFound("item", item);

    private async ValueTask<ItemEntry?> Seek(ProjectState state, ItemRef item, AccessGrant access)
    {
        var entry = state.HoldsItems ? state.Find(item) : await _stored.Find(item, access.Calendar) is { } read ? state.Saw(read) : null;
        return entry is not null && Sight(access).Sees(entry.Item) ? entry : null;
    }

    /// <summary>All items that a role sees, with their indicators on the day; those of a project that is not held are read for it.</summary>
    private async Task<List<Item>> All(ProjectState state, AccessGrant access)
    {
        if (state.HoldsItems)
        {
            return [.. state.Items.Entries.Select(entry => entry.On(access.Today)).Where(Sight(access).Sees)];
        }

        var items = new List<Item>();
        await foreach (var entry in _stored.Matching(new ItemQuery(), 0, access.Today, access.Calendar, Sight(access)))
        {
            items.Add(entry.Item);
        }

        return items;
    }

    private static void RequireWorkstream(ProjectState state, ItemQuery query)
    {
        if (query.WorkstreamId is { } workstream && state.FindWorkstream(workstream) is null)
        {
            throw Error.NotFoundIn("workstream_id", "workstream");
        }
    }

    private static Visibility Sight(AccessGrant access) => new(access.ProjectRole >= ProjectRole.TeamMember);

    private static BraidException Changed(ItemEntry entry, AccessGrant access, long ifMatch) =>
        new(ErrorKind.PreconditionFailed, $"Item {entry.Item.ItemNum} has version {entry.Item.Version} and not {ifMatch}.")
        {
            Current = entry.Render(access.Today).Json,
        };
}
