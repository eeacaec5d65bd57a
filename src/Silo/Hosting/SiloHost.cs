using BraidMgr.Grains;
using BraidMgr.Silo.Logging;
using BraidMgr.Silo.Metrics;
using BraidMgr.Silo.Operations;
using BraidMgr.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BraidMgr.Silo.Hosting;

/// <summary>Composes what every host of grains has: configuration, logs, the engine and the grains themselves.</summary>
public static class SiloHost
{
    /// <summary>Environment variables that begin with this override the configuration: <c>BRAID__POOL__MAXSIZE</c>.</summary>
    public const string EnvironmentPrefix = "BRAID__";

    // A host is to have stopped within 10 s: what is still under way then ends as with a crash, which loses nothing that was acknowledged.
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(9);

    private const string CentralConnection = "Central:ConnectionString";

    /// <summary>Adds a silo with all grains to a host; or, as Engine:Role says, a client of the cluster's silos.</summary>
    public static IHostApplicationBuilder AddBraidMgrSilo(this IHostApplicationBuilder builder)
    {
        builder.Configuration.AddEnvironmentVariables(EnvironmentPrefix);
        builder.AddBraidMgrLogging();
        if (EngineHosting.HasClusters && EngineOptions.SaysClient(builder.Configuration))
        {
            builder.Services.AddBraidMgrCentral(builder.Configuration).AddBraidMgrStorage(builder.Configuration);
        }
        else
        {
            builder.Services.AddBraidMgrGrains(builder.Configuration);
        }

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopsWithin);
        builder.Services.AddSingleton<HostHealth>();
        builder.Services.AddSingleton<MetricStore>().AddHostedService(services => services.GetRequiredService<MetricStore>());
        builder.Services.AddOptions<DrainOptions>().BindConfiguration(DrainOptions.Section)
            .Validate(o => o.IsValid, $"Drain:Seconds must be 0 to {DrainOptions.Longest}.").ValidateOnStart();
        builder.Services.AddSingleton<Drain>().AddHostedService(services => services.GetRequiredService<Drain>());
        var traced = builder.AddBraidMgrOtlp();
        builder.AddBraidMgrEngine(engine =>
        {
            engine.ConnectionString ??= builder.Configuration[CentralConnection];
            engine.PropagatesTraces = traced;
        });
        return builder;
    }
}
