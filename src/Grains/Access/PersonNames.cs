using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Access;

/// <summary>
/// Rows of an organization's database name people by their ids alone, as names live in the central database: what people are called now is
/// looked up when the rows are shown.
/// </summary>
internal static class PersonNames
{
    /// <summary>Audit entries with names and addresses, where known.</summary>
    public static Task<IReadOnlyList<AuditEntry>> WithNames(this IAccessGrain access, IReadOnlyList<AuditEntry> entries) =>
        access.WithNames(entries, entry => entry.UserId, (entry, person) => entry with { UserName = person.Name, UserEmail = person.Email });

    /// <summary>Messages with the names of their senders, where known.</summary>
    public static Task<IReadOnlyList<ChatMessage>> WithNames(this IAccessGrain access, IReadOnlyList<ChatMessage> messages) =>
        access.WithNames(messages, message => message.UserId, (message, person) => message with { UserName = person.Name });

    private static async Task<IReadOnlyList<T>> WithNames<T>(
        this IAccessGrain access, IReadOnlyList<T> rows, Func<T, Guid?> whose, Func<T, PersonName, T> named)
    {
        var ids = rows.Select(whose).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0)
        {
            return rows;
        }

        var people = await access.People(ids);
        return [.. rows.Select(row => whose(row) is { } id && people.TryGetValue(id, out var person) ? named(row, person) : row)];
    }
}
