using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>
/// The lists that were asked for lately, whole and in order, so that their next pages and their readers need not search again. They are of
/// one state of the items on one day: whoever changes either clears them. The room that they took stays for those that follow.
/// </summary>
internal sealed class FoundLists
{
    /// <summary>How many are kept; 8 bytes for each item of each.</summary>
    private const int Most = 16;

    private readonly List<Found> _found = [];
    private int _count;
    private int _next;

    /// <summary>The list that a query asks a page of; null when it is not known.</summary>
    public List<ItemEntry>? Find(ItemQuery query, Visibility visibility)
    {
        var fingerprint = query.Fingerprint();
        for (var i = 0; i < _count; i++)
        {
            var found = _found[i];
            if (found.Fingerprint == fingerprint && found.Visibility == visibility && found.Query.AsksSameList(query))
            {
                return found.Entries;
            }
        }

        return null;
    }

    /// <summary>An empty list to fill, in the place of the oldest when there are many.</summary>
    public List<ItemEntry> Begin(ItemQuery query, Visibility visibility)
    {
        var at = _next;
        _next = (_next + 1) % Most;
        _count = Math.Max(_count, at + 1);
        if (at == _found.Count)
        {
            _found.Add(new());
        }

        var found = _found[at];
        (found.Query, found.Fingerprint, found.Visibility) = (query, query.Fingerprint(), visibility);
        found.Entries.Clear();
        return found.Entries;
    }

    /// <summary>Something was changed: none holds any more.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++)
        {
            _found[i].Entries.Clear();
        }

        (_count, _next) = (0, 0);
    }

    private sealed class Found
    {
        public ItemQuery Query { get; set; } = new();

        public ulong Fingerprint { get; set; }

        public Visibility Visibility { get; set; }

        public List<ItemEntry> Entries { get; } = [];
    }
}
