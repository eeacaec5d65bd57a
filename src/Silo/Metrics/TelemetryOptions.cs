namespace BraidMgr.Silo.Metrics;

/// <summary>Where traces and metrics are sent; bound to the configuration section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Telemetry";

    /// <summary>The address of a collector that speaks OTLP over gRPC, such as http://collector:4317; default none.</summary>
    public string? OtlpEndpoint { get; set; }

    internal Uri? Collector =>
        Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https") ? address : null;

    internal bool IsValid => string.IsNullOrEmpty(OtlpEndpoint) || Collector is not null;
}
