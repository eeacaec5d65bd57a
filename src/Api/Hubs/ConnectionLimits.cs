using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Hubs;

/// <summary>Counts the connections to this host, per person and per organization.</summary>
internal sealed class ConnectionLimits(IOptions<LiveOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Organization, Guid User), int> _counts = [];

    /// <summary>Counts a connection; RATE_LIMITED when there are too many.</summary>
    public void Enter(Caller caller)
    {
        lock (_gate)
        {
            Require(Count(caller.OrganizationId, caller.UserId), options.Value.MaxConnectionsPerUser, "You have", "MaxConnectionsPerUser");
            Require(Count(caller.OrganizationId, Guid.Empty), options.Value.MaxConnectionsPerOrganization, "The organization has", "MaxConnectionsPerOrganization");
            Add(caller, 1);
        }
    }

    /// <summary>A connection that was counted has ended.</summary>
    public void Leave(Caller caller)
    {
        lock (_gate)
        {
            Add(caller, -1);
        }
    }

    private int Count(Guid organization, Guid user) => _counts.GetValueOrDefault((organization, user));

    private void Add(Caller caller, int by)
    {
        foreach (var user in new[] { caller.UserId, Guid.Empty })
        {
            var key = (caller.OrganizationId, user);
            var count = _counts.GetValueOrDefault(key) + by;
            if (count > 0)
            {
                _counts[key] = count;
            }
            else
            {
                _counts.Remove(key);
            }
        }
    }

    private static void Require(int count, int max, string whose, string option)
    {
        if (count >= max)
        {
            throw Error.Busy($"{whose} {count} connections of {max} to this host (Live:{option}). Close one first.");
        }
    }
}
