namespace BraidMgr.Embedded;

/// <summary>How the embedded engine takes part in traces.</summary>
public sealed class EmbeddedTracingOptions
{
    /// <summary>
    /// Whether a grain's method runs in its caller's activity, so that what it does is part of the caller's trace; default off: it costs
    /// every call a little. Orleans has AddActivityPropagation for it.
    /// </summary>
    public bool PropagatesActivities { get; set; }
}
