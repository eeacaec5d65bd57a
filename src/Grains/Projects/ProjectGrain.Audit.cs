using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// What was done in the project, from the audit log.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public Task<ItemHistory> History(Caller caller, ItemRef item) => HistoryPage(caller, item, new HistoryQuery());

    /// <inheritdoc/>
    public async Task<ItemHistory> HistoryPage(Caller caller, ItemRef item, HistoryQuery page)
    {
        var access = await Authorize(caller, Permission.View);
        var id = (await Find(await State(access), item, access)).Item.Id;
        var rows = await _org.Query(new FindHistory(_projectId, id, page, ForViewer: !Sight(access).Everything));
        return new(await _access.Grain.WithNames(rows!.Items), id, AuditCursor.Behind(rows.Items, page.Limit));
    }

    /// <inheritdoc/>
    public async Task<ActivityPage> Activity(Caller caller, ActivityQuery query)
    {
        var access = await Authorize(caller, Permission.View);
        var errors = new ValidationErrors();
        errors.Text("search", query.Search, 200);
        errors.Text("entity_type", query.EntityType, 100);
        errors.ThrowIfAny();
        await State(access);
        var rows = await _org.Query(new FindActivity(_projectId, query, ForViewer: !Sight(access).Everything));
        return new(await _access.Grain.WithNames(rows!.Entries), rows.Total, query.Limit, query.Offset, AuditCursor.Behind(rows.Entries, query.Limit));
    }
}
