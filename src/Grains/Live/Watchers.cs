using BraidMgr.Contracts.Live;

namespace BraidMgr.Grains.Live;

/// <summary>
/// The API hosts that watch something, one observer each. One that does not renew is dropped: it has died, or lost its way. Used from
/// one grain's turns only.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="dropped">Told of each host that is dropped.</param>
internal sealed class Watchers(TimeProvider time, Action<Guid>? dropped = null)
{
    private readonly Dictionary<Guid, Watcher> _byHost = [];

    /// <summary>Adds a host, or renews its subscription.</summary>
    public void Renew(Guid hostId, ILiveObserver observer) =>
        _byHost[hostId] = new(observer, time.GetTimestamp() + (long)(ChatWatch.Lifetime.TotalSeconds * time.TimestampFrequency));

    /// <summary>Ends a subscription.</summary>
    public void Remove(Guid hostId) => _byHost.Remove(hostId);

    /// <summary>Drops the hosts that did not renew; whether there were any.</summary>
    public bool DropExpired()
    {
        var now = time.GetTimestamp();
        var expired = _byHost.Where(w => w.Value.Until < now).Select(w => w.Key).ToList();
        foreach (var host in expired)
        {
            Remove(host);
            dropped?.Invoke(host);
        }

        return expired.Count > 0;
    }

    /// <summary>Tells every host; nobody waits for it to arrive.</summary>
    public void Tell(Action<ILiveObserver> tell)
    {
        DropExpired();
        foreach (var watcher in _byHost.Values)
        {
            tell(watcher.Observer);
        }
    }

    private sealed record Watcher(ILiveObserver Observer, long Until);
}
