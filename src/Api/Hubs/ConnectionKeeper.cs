using Microsoft.AspNetCore.SignalR;

namespace BraidMgr.Api.Hubs;

/// <summary>
/// SignalR's own keeper of connections, which gives each its <see cref="Connection"/>: writing to it directly tells when a client
/// does not read, which SignalR's groups hide.
/// </summary>
internal sealed class ConnectionKeeper(ILogger<DefaultHubLifetimeManager<ChatHub>> logger, TimeProvider time) : DefaultHubLifetimeManager<ChatHub>(logger)
{
    /// <summary>The connection of a hub's call.</summary>
    public static Connection Of(HubCallerContext context) => (Connection)context.Items[typeof(Connection)]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[typeof(Connection)] = new Connection(connection, time);
        return base.OnConnectedAsync(connection);
    }
}
