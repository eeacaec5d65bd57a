using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Grains.Chat;

/// <summary>Fills in who speaks: names live in the central database.</summary>
internal static class SenderNames
{
    /// <summary>The messages with the names of their senders.</summary>
    public static async Task<IReadOnlyList<ChatMessage>> WithNames(this IAccessGrain access, IReadOnlyList<ChatMessage> messages)
    {
        var ids = messages.Select(m => m.UserId).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0)
        {
            return messages;
        }

        var people = await access.People(ids);
        return [.. messages.Select(m => m.UserId is { } id && people.TryGetValue(id, out var person) ? m with { UserName = person.Name } : m)];
    }
}
