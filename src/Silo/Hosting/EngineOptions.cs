using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BraidMgr.Silo.Hosting;

/// <summary>How the host runs its actor engine; bound to the configuration section <c>Engine</c>.</summary>
public sealed class EngineOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Engine";

    private static readonly TimeSpan ShortestCollectionAge = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What the host is in the cluster: Silo (default) hosts grains, Client only calls those of the cluster's silos. The embedded engine
    /// is always a silo.
    /// </summary>
    public EngineRole Role { get; set; } = EngineRole.Silo;

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

    /// <summary>How long callers wait for a grain; default 90 s, which is more than the longest query (60 s) or write with its waits.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long an activation may be idle; default 15 minutes, at least 2 s. It is looked for every quarter of that, at most every minute.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often silos ask each other whether they live; default 2 s. Unused by the embedded engine.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many of these questions in a row go unanswered before a silo is declared dead; default 4.</summary>
    public int MissedProbes { get; set; } = 4;

    /// <summary>
    /// For how long a silo that cannot reach the membership table answers reads from memory; default 30 s. Less is fresher, more is more
    /// available.
    /// </summary>
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Counts which calls to organizations' databases stay in process; default off: it costs every call a little.</summary>
    public bool MeasurePlacement { get; set; }

    /// <summary>Whether a trace goes on in the grains that a request calls; set where traces are sent somewhere.</summary>
    internal bool PropagatesTraces { get; set; }

    private bool IsValid =>
        ResponseTimeout > TimeSpan.Zero && CollectionAge >= ShortestCollectionAge && ProbeInterval > TimeSpan.Zero && MissedProbes > 0 && FreshFor >= TimeSpan.Zero;

    /// <summary>
    /// What a host's configuration says. The engine is composed of it before anything is checked: where it cannot be read, the defaults
    /// stand in until the check at start says so.
    /// </summary>
    internal static EngineOptions Of(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EngineOptions>().BindConfiguration(Section)
            .Validate(o => o.IsValid, "Engine: times and counts must be above 0, and CollectionAge at least 2 s.").ValidateOnStart();
        try
        {
            return builder.Configuration.GetSection(Section).Get<EngineOptions>() ?? new();
        }
        catch (InvalidOperationException)
        {
            return new();
        }
    }

    /// <summary>Whether <see cref="Role"/> is Client, as it stands in the configuration.</summary>
    internal static bool SaysClient(IConfiguration configuration) =>
        string.Equals(configuration[$"{Section}:{nameof(Role)}"], nameof(EngineRole.Client), StringComparison.OrdinalIgnoreCase);

    internal TimeSpan CollectionQuantum =>
        CollectionAge / 4 < TimeSpan.FromMinutes(1) ? CollectionAge / 4 : TimeSpan.FromMinutes(1);
}

/// <summary>What a host is in its cluster.</summary>
public enum EngineRole
{
    /// <summary>Hosts grains.</summary>
    Silo,

    /// <summary>Calls grains that silos host.</summary>
    Client,
}
