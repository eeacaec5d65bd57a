using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// What was done in the project, from the audit log.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<ItemHistory> History(Caller caller, ItemRef item)
    {
        var access = await Authorize(caller, Permission.View);
        var id = Find(await State(access), item, access).Item.Id;
        var rows = await _org.Query(new FindHistory(_projectId, id, ForViewer: !Sight(access).Everything));
        return new(await WithNames(rows!.Items), id);
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
        return new(await WithNames(rows!.Entries), rows.Total, query.Limit, query.Offset, NextCursor(rows.Entries, query));
    }

    private static string? NextCursor(IReadOnlyList<AuditEntry> page, ActivityQuery query) =>
        page.Count == query.Limit ? new AuditCursor(page[^1].CreatedAt, page[^1].Id).Write() : null;

    private async Task<IReadOnlyList<AuditEntry>> WithNames(IReadOnlyList<AuditEntry> entries)
    {
        var ids = entries.Select(e => e.UserId).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0)
        {
            return entries;
        }

        var people = await _access.People(ids);
        return entries.Select(entry => entry.UserId is { } id && people.TryGetValue(id, out var person)
            ? entry with { UserName = person.Name, UserEmail = person.Email }
            : entry).ToList();
    }
}
