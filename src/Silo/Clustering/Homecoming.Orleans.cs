using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Core.Internal;

namespace BraidMgr.Silo.Clustering;

/// <summary>
/// Sends grains to the silo that their organization belongs to since silos joined or left: some organizations a second, each as a whole,
/// so that what works together is never apart for long.
/// </summary>
internal sealed partial class Homecoming(
    IClusterMembershipService membership, ILocalSiloDetails local, IGrainFactory grains, ILogger<Homecoming> logger)
    : BackgroundService
{
    private const int OrganizationsAtOnce = 20;
    private const int ChecksAfterChange = 10;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        var (seen, checks) = (MembershipVersion.MinValue, 0);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = membership.CurrentSnapshot;
            checks = now.Version != seen ? ChecksAfterChange : checks - 1;
            seen = now.Version;
            // Not only at once: an activation may have been under way to the place that was right before.
            if (checks > 0 && await SendSomeHome(now))
            {
                checks = ChecksAfterChange;
            }
        }
    }

    private async Task<bool> SendSomeHome(ClusterMembershipSnapshot cluster)
    {
        try
        {
            var silos = cluster.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress).ToList();
            if (!silos.Contains(local.SiloAddress))
            {
                return false;
            }

            var here = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(hostsIds: [local.SiloAddress]);
            var leaving = here.Select(s => s.GrainId)
                .Where(id => Rendezvous.HasOrganization(id) && !Rendezvous.Choose(id, silos).Equals(local.SiloAddress))
                .GroupBy(id => id.Key.ToString()![..32]).Take(OrganizationsAtOnce).SelectMany(group => group).ToList();
            await Task.WhenAll(leaving.Select(id => grains.GetGrain(id).AsReference<IGrainManagementExtension>().MigrateOnIdle().AsTask()));
            if (leaving.Count > 0)
            {
                LogSent(leaving.Count);
            }

            return leaving.Count > 0;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            LogFailed(error.Message);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Grains} grains move to the silo that their organization belongs to")]
    private partial void LogSent(int grains);

    [LoggerMessage(LogLevel.Warning, "Grains cannot be moved now: {Reason}")]
    private partial void LogFailed(string reason);
}
