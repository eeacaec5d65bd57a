using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace BraidMgr.Silo.Operations;

/// <summary>
/// What comes first when a host is told to stop: it says that it is not ready, and goes on serving for a moment, until load balancers
/// have noticed. Then requests are finished, grains move away and connections are closed, each by its own service.
/// </summary>
public sealed class Drain(IConfiguration configuration) : IHostedLifecycleService
{
    private const double Longest = 5;

    /// <summary>Whether the host stops.</summary>
    public bool IsOn { get; private set; }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsOn = true;
        // Drain:Seconds, default 0: as long as load balancers need to ask for /health/ready. At most 5.
        var seconds = Math.Clamp(configuration.GetValue("Drain:Seconds", 0d), 0, Longest);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
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
