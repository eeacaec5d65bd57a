using BraidMgr.Contracts.Live;

namespace BraidMgr.Grains.Live;

/// <summary>
/// The API hosts that watch something, one observer each. One that does not renew is dropped: it has died, or lost its way. Used from
/// one grain's turns only.
/// </summary>
internal sealed class Watchers(TimeProvider time)
{
    private readonly Dictionary<Guid, Watcher> _byHost = [];

    /// <summary>Whether anybody watches.</summary>
    public bool Any => _byHost.Count > 0;

    /// <summary>Adds a host, or renews its subscription.</summary>
    public void Renew(Guid hostId, ILiveObserver observer) =>
        _byHost[hostId] = new(observer, time.GetTimestamp() + (long)(ChatWatch.Lifetime.TotalSeconds * time.TimestampFrequency));

    /// <summary>Ends a subscription.</summary>
    public void Remove(Guid hostId) => _byHost.Remove(hostId);

    /// <summary>Drops the hosts that did not renew; they are returned.</summary>
    public IReadOnlyList<Guid> DropExpired()
    {
        var now = time.GetTimestamp();
        var expired = _byHost.Where(w => w.Value.Until < now).Select(w => w.Key).ToList();
        expired.ForEach(Remove);
        return expired;
    }

    /// <summary>Tells every host that renews; nobody waits for it to arrive.</summary>
    public void Tell(Action<ILiveObserver> tell)
    {
        var now = time.GetTimestamp();
        foreach (var watcher in _byHost.Values.Where(w => w.Until >= now))
        {
            tell(watcher.Observer);
        }
    }

    private sealed record Watcher(ILiveObserver Observer, long Until);
}
