using BraidMgr.Grains;
using BraidMgr.Silo.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BraidMgr.Silo.Metrics;

/// <summary>
/// Sends traces and metrics to a collector when <c>Telemetry:OtlpEndpoint</c> names one (http://collector:4317). A trace runs from the
/// request through the grains to their statements.
/// </summary>
internal sealed class Otlp : IHostedService, IDisposable
{

    private static readonly string[] Sources =
        [Telemetry.Name, "Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle"];

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private Otlp(Uri endpoint, string service)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(service, serviceVersion: Product.Version);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter(Send).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(MetricStore.Meters).AddOtlpExporter(Send).Build();

        void Send(OtlpExporterOptions exporter) => exporter.Endpoint = endpoint;
    }

    /// <summary>A sender to a collector.</summary>
    public static Otlp To(Uri endpoint, string service) => new(endpoint, service);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}

/// <summary>Adds it to hosts.</summary>
internal static class OtlpHosting
{
    /// <summary>Adds it where a collector is configured, and answers whether one is. An address that is none stops the start of the host.</summary>
    public static bool AddBraidMgrOtlp(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section)
            .Validate(o => o.IsValid, "Telemetry:OtlpEndpoint must be the address of a collector, such as http://collector:4317.").ValidateOnStart();
        var options = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>();
        if (options?.Collector is not { } collector)
        {
            return false;
        }

        var service = builder.Environment.ApplicationName;
        builder.Services.AddSingleton(_ => Otlp.To(collector, service));
        builder.Services.AddHostedService(services => services.GetRequiredService<Otlp>());
        return true;
    }
}
