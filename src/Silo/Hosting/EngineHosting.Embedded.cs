using System.Reflection;
using BraidMgr.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace BraidMgr.Silo.Hosting;

/// <summary>The embedded engine (docs/engine.md); the other file of this name has Orleans.</summary>
public static class EngineHosting
{
    /// <summary>What /health and the first log line call the engine.</summary>
    public const string Name = "embedded";

    public static string Version { get; } =
        typeof(EmbeddedHostingExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Whether several silos can make a cluster.</summary>
    public const bool HasClusters = false;

    /// <summary>Adds a silo that hosts the application's grains, and its <see cref="IGrainFactory"/>.</summary>
    public static IHostApplicationBuilder AddBraidMgrEngine(this IHostApplicationBuilder builder, Action<EngineOptions>? configure = null)
    {
        var options = EngineOptions.Of(builder);
        configure?.Invoke(options);
        builder.Services.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
        builder.Services.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = options.CollectionAge;
            collection.CollectionQuantum = options.CollectionQuantum;
        });
        builder.Services.Configure<EmbeddedTracingOptions>(tracing => tracing.PropagatesActivities = options.PropagatesTraces);
        builder.Services.Configure<EmbeddedStorageOptions>(storage =>
        {
            storage.ConnectionString = options.ConnectionString;
            storage.ServiceId = options.ServiceId;
        });
        builder.Services.AddEmbeddedSilo();
        return builder;
    }

    /// <summary>How many silos of the cluster are active: it is always alone.</summary>
    public static Task<int> CountSilos(IServiceProvider services) => Task.FromResult(1);
}
