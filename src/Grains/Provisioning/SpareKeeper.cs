using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>Keeps spare databases ready on every server that accepts new organizations, and makes the next when one was taken.</summary>
public sealed partial class SpareKeeper(
    CentralDatabase central, DatabaseServers servers, IOptions<ProvisioningOptions> options, ILogger<SpareKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _taken = new(0);
    private volatile IReadOnlyList<IReadOnlyList<Spare>> _ready = [];
    private int _turn;

    /// <summary>
    /// Those that were there at the last look, of all servers: whoever creates an organization gets the first that is nobody's yet. Of those
    /// who create at once, each is offered another one first.
    /// </summary>
    internal IReadOnlyList<Spare> Offer()
    {
        var turn = (uint)Interlocked.Increment(ref _turn);
        return [.. _ready.SelectMany(spares => spares.Select((_, i) => spares[(int)((turn + i) % spares.Count)]))];
    }

    /// <summary>One was taken, or was not there to be taken.</summary>
    internal void Taken() => _taken.Release();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _taken.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var first = true; options.Value.SpareDatabases > 0 && !stoppingToken.IsCancellationRequested; first = false)
        {
            try
            {
                await Fill(dropOthers: first, stoppingToken);
                await _taken.WaitAsync(Every, stoppingToken);
                while (_taken.Wait(0, stoppingToken))
                {
                    // One look makes good for all that were taken meanwhile.
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (IsPassing(error))
            {
                LogFailed("central", error.Message);
                await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static bool IsPassing(Exception error) =>
        error is BraidException or SchemaException or NpgsqlException or TimeoutException or OperationCanceledException;

    private async Task Fill(bool dropOthers, CancellationToken cancellationToken)
    {
        var ready = new List<IReadOnlyList<Spare>>();
        foreach (var server in await central.Maintain(session => session.AcceptingServerAddresses(), cancellationToken))
        {
            try
            {
                var there = await Fill(servers.At(server.Host, server.Port).Spares, dropOthers, cancellationToken);
                ready.Add([.. there.Select(id => new Spare(server, id))]);
            }
            catch (Exception error) when (IsPassing(error) && !cancellationToken.IsCancellationRequested)
            {
                // The others are not to want for it.
                LogFailed($"{server.Host}:{server.Port}", error.Message);
            }
        }

        _ready = ready;
    }

    private async Task<IReadOnlyList<Guid>> Fill(SpareDatabases spares, bool dropOthers, CancellationToken cancellationToken)
    {
        if (dropOthers)
        {
            await spares.DropOthersAsync(cancellationToken);
        }

        return await spares.FillAsync(options.Value.SpareDatabases, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "No spare databases can be made on {Server} now: {Reason}")]
    private partial void LogFailed(string server, string reason);
}
