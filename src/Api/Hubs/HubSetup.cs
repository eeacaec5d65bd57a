using BraidMgr.Api.Json;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Live;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Hubs;

/// <summary>Composes the hub.</summary>
internal static class HubSetup
{
    // The longest message, when every character of it is escaped.
    private const int MaxReceived = 256 * 1024;

    // SignalR ends a connection that takes nothing for 10 s: too soon for whoever only reads slowly, who is to be told that it is behind.
    private static readonly TimeSpan MaxUntaken = TimeSpan.FromMinutes(1);

    /// <summary>Adds the hub and what tells it of changes.</summary>
    public static void AddBraidMgrHub(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section)
            .Validate(
                o => o is { MaxConnectionsPerUser: > 0, MaxConnectionsPerOrganization: > 0, MaxRoomsPerConnection: > 0, KeptBytesPerRoom: >= 64 * 1024 },
                "Live: limits must be above 0, and KeptBytesPerRoom at least 65,536.")
            .ValidateOnStart();
        services.AddSingleton<Rooms>().AddSingleton<ConnectionLimits>().AddSingleton<HubErrors>();
        services.TryAddSingleton<ILiveObserver>(p => p.GetRequiredService<Rooms>());
        services.AddSingleton<Func<Guid, IConnectionsGrain>>(p => p.GetRequiredService<IGrainFactory>().Connections);
        services.AddHostedService<Heartbeat>();
        services.AddSignalR(hub => hub.MaximumReceiveMessageSize = MaxReceived).AddHubOptions<ChatHub>(hub => hub.AddFilter<HubErrors>());
        services.AddSingleton<HubLifetimeManager<ChatHub>, ConnectionKeeper>();
        services.RemoveAll<IHubProtocol>();
        services.AddSingleton<IHubProtocol>(new OrderedProtocol(
            new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = Wire.Options }))));
    }

    /// <summary>Maps the hub. It is not of the OpenAPI document, which has no words for it.</summary>
    public static void MapBraidMgrHub(this IEndpointRouteBuilder routes) => routes.MapHub<ChatHub>("/hubs/chat", connection =>
        {
            connection.CloseOnAuthenticationExpiration = false;
            connection.AllowStatefulReconnects = false;
            connection.TransportSendTimeout = MaxUntaken;
            // No long polling: each poll is a request of its own, and the hub knows its client by the request that it came with.
            connection.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents;
        })
        .WithMetadata(new Guard(Permission.OrgMember, RouteGroup.Hub), new ExcludeFromDescriptionAttribute());
}
