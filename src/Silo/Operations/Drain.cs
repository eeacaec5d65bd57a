using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BraidMgr.Silo.Operations;

/// <summary>
/// What comes first when a host is told to stop: it says that it is not ready, and goes on serving for a moment, until load balancers
/// have noticed. Then requests are finished, grains move away and connections are closed, each by its own service.
/// </summary>
public sealed class Drain(IOptions<DrainOptions> options) : IHostedLifecycleService
{
    /// <summary>Whether the host stops.</summary>
    public bool IsOn { get; private set; }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsOn = true;
        await Task.Delay(TimeSpan.FromSeconds(options.Value.Seconds), cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
