using System.Reflection;
using System.Text.Json;
using BraidMgr.Grains.Cluster;
using BraidMgr.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;
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

    /// <summary>Whether several silos can make a cluster.</summary>
    public const bool HasClusters = true;

    /// <summary>
    /// Adds a silo that hosts the application's grains, or a client of such silos, as Engine:Role says; with it comes the
    /// <see cref="IGrainFactory"/>.
    /// </summary>
    public static IHostApplicationBuilder AddBraidMgrEngine(this IHostApplicationBuilder builder, Action<EngineOptions>? configure = null)
    {
        var options = EngineOptions.Of(builder);
        configure?.Invoke(options);
        return options.Role == EngineRole.Client
            ? builder.UseOrleansClient(client => Configure(client, options))
            : builder.UseOrleans(silo => Configure(silo, options));
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

        if (options.PropagatesTraces)
        {
            silo.AddActivityPropagation();
        }

        LetErrorsTravel(silo.Services);
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
        silo.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionAge = options.CollectionAge;
            collection.CollectionQuantum = options.CollectionQuantum;
        });
    }

    private static void Configure(IClientBuilder client, EngineOptions options)
    {
        client.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        client.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.ConnectionString = options.ConnectionString;
        });
        if (options.PropagatesTraces)
        {
            client.AddActivityPropagation();
        }

        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = options.ProbeInterval);
        EndLostCalls(client, options);
        LetErrorsTravel(client.Services);
        // Silos may come after their clients; those are not ready until then.
        client.UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            await Task.Delay(options.ProbeInterval, cancellationToken);
            return true;
        });
    }

    // Errors carry what caused them, a database's exception as a rule. One that could not be written down would take the error's place.
    private static void LetErrorsTravel(IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(errors => errors.SupportedNamespacePrefixes.UnionWith(["BraidMgr", "Npgsql", "Amazon"]));

    private static void EndLostCalls(IClientBuilder client, EngineOptions options)
    {
        client.Services.AddSingleton(options).AddSingleton<MembershipTable>().AddSingleton<LostCalls>()
            .AddSingleton<IOutgoingGrainCallFilter>(services => services.GetRequiredService<LostCalls>())
            .AddHostedService(services => services.GetRequiredService<LostCalls>());
        client.AddGatewayCountChangedHandler(services => services.GetRequiredService<LostCalls>().ConnectionsChanged);
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
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = options.ProbeInterval;
            // A silo from which something came within this, times the missed probes, is not suspected: four times as long by default.
            membership.MaxProbeTimeout = options.ProbeInterval;
            membership.NumMissedProbesLimit = options.MissedProbes;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        UseOrganizations(silo, options);
        silo.AddAdoNetGrainStorage(Storage, storage =>
        {
            storage.Invariant = Invariant;
            storage.ConnectionString = connectionString;
            storage.GrainStorageSerializer = new JsonStateSerializer();
        });
    }

    // Whatever belongs to an organization is in one place, and moves together when silos come and go.
    private static void UseOrganizations(ISiloBuilder silo, EngineOptions options)
    {
        silo.Services.AddSingleton<PlacementStrategy, OrganizationPlacement>();
        silo.Services.AddPlacementDirector<OrganizationPlacement, OrganizationPlacementDirector>();
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<ClusterStanding>()
            .AddSingleton<ISiloStanding>(services => services.GetRequiredService<ClusterStanding>())
            .AddHostedService(services => services.GetRequiredService<ClusterStanding>())
            .AddHostedService<Homecoming>();
        if (options.MeasurePlacement)
        {
            silo.AddIncomingGrainCallFilter<PlacementMeter>();
        }
    }

    /// <summary>Stored state as the embedded engine writes it, so that a database can go from one engine to the other.</summary>
    private sealed class JsonStateSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

        public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
    }
}
