using BraidMgr.Contracts.Live;

namespace BraidMgr.Grains.Live;

/// <summary>Counts one organization's connections to the hub over all hosts, by what each host has said of its own.</summary>
internal sealed class ConnectionsGrain(TimeProvider time) : Grain, IConnectionsGrain
{
    private readonly Dictionary<Guid, Host> _hosts = [];
    private readonly Dictionary<Guid, int> _byUser = [];
    private int _all;

    /// <inheritdoc/>
    public Task Enter(Guid hostId, LiveConnection connection, ConnectionLimit limit)
    {
        DropExpired();
        var host = Renewed(hostId);
        if (!host.Users.ContainsKey(connection.Id))
        {
            limit.Require(_byUser.GetValueOrDefault(connection.UserId), _all);
            Add(host, connection);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Leave(Guid hostId, Guid connectionId)
    {
        if (_hosts.TryGetValue(hostId, out var host) && host.Users.Remove(connectionId, out var user))
        {
            Uncount(user);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Renew(Guid hostId, IReadOnlyList<LiveConnection> connections)
    {
        Drop(hostId);
        var host = Renewed(hostId);
        foreach (var connection in connections)
        {
            Add(host, connection);
        }

        return Task.CompletedTask;
    }

    private Host Renewed(Guid hostId)
    {
        if (!_hosts.TryGetValue(hostId, out var host))
        {
            _hosts[hostId] = host = new Host();
        }

        host.RenewedAt = time.GetTimestamp();
        return host;
    }

    private void DropExpired()
    {
        foreach (var (id, _) in _hosts.Where(h => time.GetElapsedTime(h.Value.RenewedAt) > LiveConnection.Lifetime).ToList())
        {
            Drop(id);
        }
    }

    private void Drop(Guid hostId)
    {
        if (_hosts.Remove(hostId, out var host))
        {
            foreach (var user in host.Users.Values)
            {
                Uncount(user);
            }
        }
    }

    private void Add(Host host, LiveConnection connection)
    {
        if (host.Users.TryAdd(connection.Id, connection.UserId))
        {
            _byUser[connection.UserId] = _byUser.GetValueOrDefault(connection.UserId) + 1;
            _all++;
        }
    }

    private void Uncount(Guid user)
    {
        _all--;
        if (--_byUser[user] == 0)
        {
            _byUser.Remove(user);
        }
    }

    /// <summary>What a host has said.</summary>
    private sealed class Host
    {
        /// <summary>Who is connected, by connection.</summary>
        public Dictionary<Guid, Guid> Users { get; } = [];

        /// <summary>When it was heard of last, as a timestamp of the clock.</summary>
        public long RenewedAt { get; set; }
    }
}
