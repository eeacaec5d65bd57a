using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Indicators;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// What was deleted and can be brought back for 30 days. It is not in memory.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<DeletedItemList> DeletedItems(Caller caller)
    {
        var access = await Authorize(caller, Permission.ManageProject);
        await State(access);
        var rows = (await _org.Query(new ListDeletedItems(_projectId)))!;
        return new(rows.Items, rows.Items.Count);
    }

    /// <inheritdoc/>
    public async Task<Rendered> RestoreItem(Change change, ItemRef item)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        await State(access);
        return await _answers.Once(change, row => StoredRows.Item(row, access.Today), async () =>
        {
            var deleted = await _org.Query(new FindDeletedItem(_projectId, item)) ?? throw Error.NotFound("deleted item", item);
            return await _turns.Run(deleted.Id, () => CommitItem(
                    new RestoreItem { Context = WriteContext.Of(change), Item = deleted with { Indicator = IndicatorRules.Of(deleted, access.Today, access.Calendar) } }, access))
                ?? throw Error.NotFound("deleted item", item);
        });
    }

    /// <inheritdoc/>
    public async Task<Rendered> Restore(Change change)
    {
        _ = await Authorize(change.Caller, Permission.AdministerProject);
        return await _answers.Once(change, row => StoredRows.Project(row, _organizationId), async () =>
        {
            var write = new RestoreProject(_organizationId, _projectId) { Context = WriteContext.Of(change) };
            _ = await Commit(write, (_, _) => _memory.Distrust()) ?? throw Error.NotFound("deleted project", _projectId);
            return (await _memory.Current()).Render();
        });
    }
}
