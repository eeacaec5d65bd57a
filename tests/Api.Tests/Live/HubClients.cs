using System.Collections.Concurrent;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Live;

/// <summary>The clients of the hub that one test has; they end with it.</summary>
public sealed class HubClients : IAsyncDisposable
{
    private readonly ConcurrentBag<HubClient> _clients = [];

    /// <summary>Connects a person to a host.</summary>
    public Task<HubClient> ConnectAsync(BraidHost host, Person person) => ConnectAsync(host, person.Api.Token!);

    /// <summary>Connects with a token; what is in the address goes with it. By a WebSocket at once, or by a transport that is negotiated.</summary>
    public async Task<HubClient> ConnectAsync(BraidHost host, string token, string query = "", string? transport = null)
    {
        var client = NodeProcess.Shared.NewClient();
        _clients.Add(client);
        await client.ConnectAsync(new Uri(host.Address, "/hubs/chat" + query), token, transport);
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_clients.Select(NodeProcess.Shared.DropAsync));
}

/// <summary>What the hub answered in place of a result: <c>… CODE: text</c>.</summary>
public sealed class HubCallException(string message) : Exception(message);
