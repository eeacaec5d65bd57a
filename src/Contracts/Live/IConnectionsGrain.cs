using BraidMgr.Contracts.Errors;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace BraidMgr.Contracts.Live;

/// <summary>
/// The connections to the hub of one organization's people (key: its id), over all API hosts. It knows what hosts tell it and keeps
/// nothing on disk: a host's connections count until it ends them, or has not renewed them for <see cref="LiveConnection.Lifetime"/>. After the grain
/// has moved to another silo, they count again with each host's next renewal.
/// </summary>
[Alias("braid.connections-grain"), Version(1)]
public interface IConnectionsGrain : IGrainWithGuidKey
{
    /// <summary>Counts a connection; one that is counted already stays so. RATE_LIMITED when there are as many as there may be.</summary>
    Task Enter(Guid hostId, LiveConnection connection, ConnectionLimit limit);

    /// <summary>A connection has ended.</summary>
    [OneWay]
    Task Leave(Guid hostId, Guid connectionId);

    /// <summary>Says which connections a host has, in place of what it said before.</summary>
    Task Renew(Guid hostId, IReadOnlyList<LiveConnection> connections);
}

/// <summary>A connection to the hub.</summary>
/// <param name="Id">Its id, which its host has made.</param>
/// <param name="UserId">Who is connected.</param>
[GenerateSerializer, Immutable, Alias("braid.live-connection")]
public readonly record struct LiveConnection(Guid Id, Guid UserId)
{
    /// <summary>How long connections count that are not renewed: those of a host that has died are forgotten by then.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
}

/// <summary>How many connections there may be at once.</summary>
/// <param name="PerUser">Of one person in the organization, 1 or more.</param>
/// <param name="PerOrganization">Of all its people, 1 or more.</param>
[GenerateSerializer, Immutable, Alias("braid.connection-limit")]
public sealed record ConnectionLimit(int PerUser, int PerOrganization)
{
    /// <summary>RATE_LIMITED unless one more may be added to as many.</summary>
    public void Require(int ofUser, int ofOrganization)
    {
        Require(ofUser, PerUser, "You have", "MaxConnectionsPerUser");
        Require(ofOrganization, PerOrganization, "The organization has", "MaxConnectionsPerOrganization");
    }

    private static void Require(int count, int max, string whose, string option)
    {
        if (count >= max)
        {
            throw Error.Busy($"{whose} {count} connections of {max} (Live:{option}). Close one first.");
        }
    }
}
