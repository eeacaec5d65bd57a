using System.Collections.Concurrent;

namespace BraidMgr.Fault.Tests.Load;

/// <summary>What the host has promised for one project: keys that were sent, and changes that were acknowledged.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly ConcurrentQueue<string> _keys = new();

    /// <summary>Keys, each the title of the item that it creates; each is to be there once when all are answered.</summary>
    public IReadOnlyCollection<string> Keys => _keys;

    public IReadOnlyCollection<Acknowledged> Changes => _acknowledged;

    public string NewKey()
    {
        var key = Guid.NewGuid().ToString("N");
        _keys.Enqueue(key);
        return key;
    }

    public void Acknowledge(Guid item, long version, string title) => _acknowledged.Enqueue(new(item, version, title));
}

/// <summary>A version of an item that was answered with success, or shown.</summary>
internal sealed record Acknowledged(Guid Item, long Version, string Title);
