namespace BraidMgr.Api.Limits;

/// <summary>How many requests a client may send; section <c>RateLimits</c>.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "RateLimits";

    /// <summary>Whether requests are counted at all. Default: yes, but not in development.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Requests a minute to sign in and what leads to it, to all hosts of the cluster together. Default: 10.</summary>
    public int AuthPerMinute { get; set; } = 10;

    /// <summary>Requests a minute to chat, and messages a minute over the hub, to each host. Default: 30.</summary>
    public int ChatPerMinute { get; set; } = 30;

    /// <summary>Other requests a minute to each host. Default: 100.</summary>
    public int OthersPerMinute { get; set; } = 100;

    /// <summary>Requests a second of one organization's people together, to each host. Default: 1000.</summary>
    public int OrganizationPerSecond { get; set; } = 1000;
}
