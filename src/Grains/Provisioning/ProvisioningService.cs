using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>
/// Beside serving: keeps the template ready on every server, so that creating an organization only copies it, and sweeps what
/// was abandoned or has expired.
/// </summary>
public sealed partial class ProvisioningService(
    CentralDatabase central, DatabaseServers servers, AbandonedOrganizations abandoned, UnknownDatabases unknown, ExpiredRows expired,
    IOptions<ProvisioningOptions> options, TimeProvider time, ILogger<ProvisioningService> logger) : BackgroundService
{
    private static readonly TimeSpan SlowInterval = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.SweepSeconds), time);
        var templates = false;
        var nextSlow = time.GetUtcNow();
        do
        {
            templates = templates || await Try("preparing the template", EnsureTemplates, stoppingToken);
            await Try("sweeping abandoned organizations", abandoned.Sweep, stoppingToken);
            if (time.GetUtcNow() >= nextSlow)
            {
                await Try("looking for unknown databases", unknown.Report, stoppingToken);
                await Try("deleting what has expired", expired.Delete, stoppingToken);
                nextSlow = time.GetUtcNow() + SlowInterval;
            }
        }
        while (await WaitForNext(timer, stoppingToken));
    }

    private async Task EnsureTemplates(CancellationToken cancellationToken)
    {
        foreach (var server in await central.Maintain(session => session.DatabaseServers(), cancellationToken))
        {
            await servers.At(server.Host, server.Port).EnsureTemplateAsync(cancellationToken);
        }
    }

    /// <summary>A database that cannot be reached now may be at the next interval.</summary>
    private async Task<bool> Try(string what, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return true;
        }
        catch (Exception error) when (error is BraidException or NpgsqlException or SchemaException)
        {
            LogFailed(what, error.Message);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> WaitForNext(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What} failed and is tried again: {Reason}")]
    private partial void LogFailed(string what, string reason);
}
