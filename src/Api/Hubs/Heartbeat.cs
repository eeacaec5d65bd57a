using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;

namespace BraidMgr.Api.Hubs;

/// <summary>
/// Compares every room with its grain once a second and renews the host's subscriptions, so that a notification that was lost, the last
/// one included, shows within 2 s (architecture, rule 12). Now and then it renews what the host has said of its connections.
/// </summary>
/// <param name="grains">Makes the host's reference as an observer.</param>
/// <param name="rooms">The rooms.</param>
/// <param name="connections">The connections.</param>
/// <param name="observer">What grains tell: the rooms, or what stands before them.</param>
/// <param name="logger">Where it is told that a comparison failed.</param>
internal sealed class Heartbeat(
    IGrainFactory grains, Rooms rooms, ConnectionLimits connections, ILiveObserver observer, ILogger<Heartbeat> logger) : BackgroundService
{
    // Three renewals fit into the time for which connections count.
    private const int BeatsPerRenewal = 3;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // A grain that does not answer holds up its own room only.
    private readonly HashSet<RoomId> _late = [];
    private readonly Dictionary<Guid, long> _versions = [];

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        rooms.Observer = grains.CreateObjectReference<ILiveObserver>(observer);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        for (var beat = 1; await timer.WaitForNextTickAsync(stoppingToken); beat++)
        {
            if (beat % BeatsPerRenewal == 0)
            {
                RenewConnections();
            }

            var open = rooms.Open.ToList();
            foreach (var room in open)
            {
                // Places are taken away by the room too, not only by who leaves.
                _ = Beat(room.Id, () => room.Seats.Count == 0 ? rooms.Drop(room) : room.PulseIfOpenAsync());
            }

            foreach (var organization in open.Select(r => r.Id.OrganizationId).Distinct())
            {
                _ = Beat(new(organization, Guid.Empty), () => CompareAccess(organization));
            }
        }
    }

    private void RenewConnections()
    {
        foreach (var organization in connections.Organizations)
        {
            // No room is of no organization.
            _ = Beat(new(Guid.Empty, organization), () => connections.RenewAsync(organization));
        }
    }

    private async Task CompareAccess(Guid organization)
    {
        var version = await grains.Access(organization).Watch(rooms.Observer, rooms.HostId);
        bool changed;
        lock (_versions)
        {
            changed = !_versions.TryGetValue(organization, out var before) || before != version;
            _versions[organization] = version;
        }

        if (changed)
        {
            rooms.AccessChanged(organization, version);
        }
    }

    private async Task Beat(RoomId id, Func<Task> beat)
    {
        lock (_late)
        {
            if (!_late.Add(id))
            {
                return;
            }
        }

        try
        {
            await beat();
        }
        catch (Exception error) when (error is BraidException or TimeoutException or OrleansException)
        {
            logger.LogDebug(error, "{Room} could not be compared", id);
        }
        finally
        {
            lock (_late)
            {
                _late.Remove(id);
            }
        }
    }
}
