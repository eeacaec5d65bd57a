using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Access;

/// <summary>Audit rows name people by their ids alone; what they are called now is looked up when the rows are shown.</summary>
internal static class AuditNames
{
    /// <summary>The entries with names and addresses, where known.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> WithNames(this IAccessGrain access, IReadOnlyList<AuditEntry> entries)
    {
        var ids = entries.Select(e => e.UserId).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0)
        {
            return entries;
        }

        var people = await access.People(ids);
        return entries.Select(entry => entry.UserId is { } id && people.TryGetValue(id, out var person)
            ? entry with { UserName = person.Name, UserEmail = person.Email }
            : entry).ToList();
    }
}
