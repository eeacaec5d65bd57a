namespace BraidMgr.Grains.Cluster;

/// <summary>
/// What this silo knows of its place in the cluster (architecture, rules 3 and 9). A silo that was declared dead, or that cannot tell,
/// neither answers from memory nor takes databases over.
/// </summary>
public interface ISiloStanding
{
    /// <summary>Silos that share the servers' connections; at least 1.</summary>
    int ActiveSilos { get; }

    /// <summary>UNAVAILABLE when what is in memory here may have been changed elsewhere. Asked on every request: it never waits.</summary>
    void RequireCurrent();

    /// <summary>Asks the cluster now; UNAVAILABLE when this silo does not belong to it.</summary>
    Task ConfirmAsync(CancellationToken cancellationToken);
}
