using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace BraidMgr.Grains;

/// <summary>Where every host's metrics and traces come from. What nobody listens to costs a comparison.</summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the source.</summary>
    public const string Name = "BraidMgr";

    /// <summary>The product's meter.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>The product's traces.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
