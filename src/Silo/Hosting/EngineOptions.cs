namespace BraidMgr.Silo.Hosting;

/// <summary>How the host runs its actor engine; bound to the configuration section <c>Engine</c>.</summary>
public sealed class EngineOptions
{
    /// <summary>Silos of one cluster find each other; default "braidmgr". The embedded engine is always alone.</summary>
    public string ClusterId { get; set; } = "braidmgr";

    /// <summary>Names the stored grain state that belongs together, whatever the cluster; default "braidmgr".</summary>
    public string ServiceId { get; set; } = "braidmgr";

    /// <summary>Where other silos and clients reach this one; default 127.0.0.1: only from this machine. Unused by the embedded engine.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port for other silos; default 11111. Unused by the embedded engine.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for clients outside of the process; default 30000. Unused by the embedded engine.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// The central database, for clustering and stored grain state. Null: a cluster of one that keeps such state in memory
    /// with Orleans, and has none with the embedded engine.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long callers wait for a grain; default 60 s, which is more than the longest write with its wait in the queue.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an activation may be idle; default 15 minutes, at least 2 s. It is looked for every quarter of that, at most every minute.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    internal TimeSpan CollectionQuantum =>
        CollectionAge / 4 < TimeSpan.FromMinutes(1) ? CollectionAge / 4 : TimeSpan.FromMinutes(1);
}
