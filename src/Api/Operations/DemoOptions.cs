namespace BraidMgr.Api.Operations;

/// <summary>The demo organization; section <c>Demo</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Demo";

    /// <summary>Whether there is one. Default: no; <c>./braid up</c> sets it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Who owns it.</summary>
    public string Email { get; set; } = "demo@braidmgr.example";

    /// <summary>The owner's password. No secret: never enable the demo where it matters.</summary>
    public string Password { get; set; } = "Demo-Passw0rd";

    /// <summary>The v1 file that its project is imported from. Default: the one beside the host.</summary>
    public string File { get; set; } = Path.Combine(AppContext.BaseDirectory, "samples", "RAID-Log-demo.yaml");
}
