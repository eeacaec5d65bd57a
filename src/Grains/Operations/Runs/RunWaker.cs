using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Grains.Operations.Runs;

/// <summary>Lets runs go on that a crash stopped: nobody else would ask for them.</summary>
public sealed partial class RunWaker(IGrainFactory grains, TimeProvider time, ILogger<RunWaker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await grains.Runs().WakeUnfinished();
            }
            catch (Exception error) when (error is BraidException or TimeoutException or OrleansException or Npgsql.NpgsqlException)
            {
                LogFailed(error.Message);
            }
        }
        while (await Next(timer, stoppingToken));
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Runs cannot be looked at now: {Reason}")]
    private partial void LogFailed(string reason);
}
