using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Hubs;

/// <summary>
/// Limits the connections per person and per organization. The organization's grain counts those of all hosts; it is asked when one is
/// made, told when one ends, and told all of this host's by <see cref="Heartbeat"/>, which mends what was lost on the way. Where it
/// cannot be reached, what this host has is what counts.
/// </summary>
/// <param name="counts">The grain of an organization.</param>
/// <param name="rooms">Which host this is.</param>
/// <param name="options">How many there may be.</param>
/// <param name="logger">Where it is told that a grain cannot be reached.</param>
internal sealed class ConnectionLimits(Func<Guid, IConnectionsGrain> counts, Rooms rooms, IOptions<LiveOptions> options, ILogger<ConnectionLimits> logger)
{
    // Who connects waits for it, and not for long: the renewal counts a connection that was let in without it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Dictionary<Guid, Guid>> _users = [];
    private readonly ConnectionLimit _limit = new(options.Value.MaxConnectionsPerUser, options.Value.MaxConnectionsPerOrganization);

    /// <summary>The organizations whose people are connected to this host.</summary>
    public IReadOnlyList<Guid> Organizations
    {
        get
        {
            lock (_gate)
            {
                return [.. _users.Keys];
            }
        }
    }

    /// <summary>Counts a connection; RATE_LIMITED when there are too many.</summary>
    public async Task EnterAsync(Guid connectionId, Caller caller)
    {
        Add(connectionId, caller);
        try
        {
            await counts(caller.OrganizationId).Enter(rooms.HostId, new(connectionId, caller.UserId), _limit).WaitAsync(Patience);
        }
        catch (Exception error) when (IsUnreachable(error))
        {
            logger.LogWarning(error, "The connections of organization {OrganizationId} to other hosts cannot be counted; this host's alone are", caller.OrganizationId);
        }
        catch
        {
            await LeaveAsync(connectionId, caller);
            throw;
        }
    }

    /// <summary>A connection that was counted has ended.</summary>
    public async Task LeaveAsync(Guid connectionId, Caller caller)
    {
        Remove(connectionId, caller.OrganizationId);
        try
        {
            await counts(caller.OrganizationId).Leave(rooms.HostId, connectionId);
        }
        catch (Exception error) when (IsUnreachable(error))
        {
            logger.LogDebug(error, "The end of a connection of organization {OrganizationId} is told by the next renewal", caller.OrganizationId);
        }
    }

    /// <summary>Tells an organization's grain which connections this host has.</summary>
    public Task RenewAsync(Guid organizationId)
    {
        List<LiveConnection> connections;
        lock (_gate)
        {
            connections = _users.TryGetValue(organizationId, out var users) ? [.. users.Select(u => new LiveConnection(u.Key, u.Value))] : [];
        }

        return counts(organizationId).Renew(rooms.HostId, connections);
    }

    private void Add(Guid connectionId, Caller caller)
    {
        lock (_gate)
        {
            var users = _users.GetValueOrDefault(caller.OrganizationId) ?? [];
            _limit.Require(users.Values.Count(u => u == caller.UserId), users.Count);
            users[connectionId] = caller.UserId;
            _users[caller.OrganizationId] = users;
        }
    }

    private void Remove(Guid connectionId, Guid organizationId)
    {
        lock (_gate)
        {
            if (_users.TryGetValue(organizationId, out var users) && users.Remove(connectionId) && users.Count == 0)
            {
                _users.Remove(organizationId);
            }
        }
    }

    private static bool IsUnreachable(Exception error) =>
        error is BraidException { Kind: not ErrorKind.RateLimited } or TimeoutException or OrleansException;
}
