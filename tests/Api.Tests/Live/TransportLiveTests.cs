using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Live;

/// <summary>The ways by which a client can reach the hub.</summary>
public sealed class TransportLiveTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [NodeFact]
    public async Task Every_transport_that_is_offered_brings_changes()
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        var offered = (await person.Api.Post("/hubs/chat/negotiate?negotiateVersion=1")).Ok().Json.GetProperty("availableTransports");
        var transports = offered.EnumerateArray().Select(t => t.GetProperty("transport").GetString()!).ToList();
        transports.ShouldBe(["WebSockets", "ServerSentEvents"]);
        await using var clients = new HubClients();
        foreach (var transport in transports)
        {
            var client = await clients.ConnectAsync(shared.Host, person.Api.Token!, transport: transport);
            var version = (await client.CallAsync("WatchProject", project.Id, 0)).GetInt64();
            await person.CreateItemAsync(project.Id);
            await client.HearsAsync("ProjectChanged", heard => heard.Any(h => h[1].GetInt64() > version));
            await client.StopAsync();
        }
    }
}
