namespace BraidMgr.Silo.Operations;

/// <summary>How a host stops; section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Drain";

    /// <summary>The most <see cref="Seconds"/> may be: a host is to have stopped within 10 s.</summary>
    public const double Longest = 5;

    /// <summary>
    /// Seconds for which a host that was told to stop goes on serving, while it says that it is not ready: as long as load balancers need
    /// to notice. Default 0; at most 5.
    /// </summary>
    public double Seconds { get; set; }

    internal bool IsValid => Seconds is >= 0 and <= Longest;
}
