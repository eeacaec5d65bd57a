namespace BraidMgr.Grains.Cluster;

/// <summary>A silo without others: nobody could have declared it dead.</summary>
internal sealed class LoneSilo : ISiloStanding
{
    /// <inheritdoc/>
    public int ActiveSilos => 1;

    /// <inheritdoc/>
    public void RequireCurrent()
    {
        // What is here is nowhere else.
    }

    /// <inheritdoc/>
    public Task ConfirmAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
