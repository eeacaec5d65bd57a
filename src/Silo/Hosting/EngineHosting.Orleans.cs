using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Storage;

namespace BraidMgr.Silo.Hosting;

/// <summary>Orleans; the other file of this name has the embedded engine (docs/engine.md).</summary>
public static class EngineHosting
{
    /// <summary>What /health and the first log line call the engine.</summary>
    public const string Name = "orleans";

    private const string Storage = "central";
    private const string Invariant = "Npgsql";

    public static string Version { get; } =
        typeof(IGrainFactory).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Adds a silo that hosts the application's grains, and its <see cref="IGrainFactory"/>.</summary>
    public static IHostApplicationBuilder AddBraidMgrEngine(this IHostApplicationBuilder builder, Action<EngineOptions>? configure = null)
    {
        var options = new EngineOptions();
        builder.Configuration.GetSection("Engine").Bind(options);
        configure?.Invoke(options);
        return builder.UseOrleans(silo => Configure(silo, options));
    }

    /// <summary>How many silos of the cluster are active.</summary>
    public static async Task<int> CountSilos(IServiceProvider services) =>
        (await services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count;

    private static void Configure(ISiloBuilder silo, EngineOptions options)
    {
        if (options.ConnectionString is { } connectionString)
        {
            UseDatabase(silo, options, connectionString);
        }
        else
        {
            silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort, null, options.ServiceId, options.ClusterId);
            silo.AddMemoryGrainStorage(Storage);
        }

        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
        silo.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = options.CollectionAge;
            collection.CollectionQuantum = options.CollectionQuantum;
        });
    }

    private static void UseDatabase(ISiloBuilder silo, EngineOptions options, string connectionString)
    {
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        silo.ConfigureEndpoints(options.Address, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: false);
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.ConnectionString = connectionString;
        });
        silo.AddAdoNetGrainStorage(Storage, storage =>
        {
            storage.Invariant = Invariant;
            storage.ConnectionString = connectionString;
            storage.GrainStorageSerializer = new JsonStateSerializer();
        });
    }

    /// <summary>Stored state as the embedded engine writes it, so that a database can go from one engine to the other.</summary>
    private sealed class JsonStateSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

        public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
    }
}
