using System.Diagnostics;
using System.Text.Json;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Api.Tests.Live;

/// <summary>A connection to the hub, and what was heard on it.</summary>
public sealed class HubClient(HubClients clients, int id)
{
    private static readonly JsonSerializerOptions Wire = Api.Json.Wire.Options;

    private readonly Lock _gate = new();
    private readonly List<(string Name, JsonElement Args)> _heard = [];

    /// <summary>Its number among the clients.</summary>
    public int Id { get; } = id;

    /// <summary>The messages that were heard, in the order in which they came.</summary>
    public IReadOnlyList<ChatMessage> Messages => [.. Heard("Message").Select(a => a[0].Deserialize<ChatMessage>(Wire)!)];

    /// <summary>Calls a method of the hub.</summary>
    public Task<JsonElement> CallAsync(string method, params object?[] args) =>
        clients.AskAsync(new { act = "invoke", client = Id, method, args });

    /// <summary>Joins a session; the messages that were missed.</summary>
    public async Task<IReadOnlyList<ChatMessage>> JoinAsync(string session, long afterSeq = 0) =>
        (await CallAsync("Join", session, afterSeq)).Deserialize<ChatMessage[]>(Wire)!;

    /// <summary>Sends a message.</summary>
    public async Task<ChatMessage> SendAsync(string session, string content, string? clientMessageId = null) =>
        (await CallAsync("Send", session, content, clientMessageId)).Deserialize<ChatMessage>(Wire)!;

    /// <summary>Ends the connection as a client does.</summary>
    public Task StopAsync() => clients.AskAsync(new { act = "stop", client = Id });

    /// <summary>Ends it as a bad network does.</summary>
    public Task CutAsync() => clients.AskAsync(new { act = "cut", client = Id });

    /// <summary>Reads nothing any more.</summary>
    public Task PauseAsync() => clients.AskAsync(new { act = "pause", client = Id });

    /// <summary>Reads on.</summary>
    public Task ResumeAsync() => clients.AskAsync(new { act = "resume", client = Id });

    /// <summary>What was heard under a name: the arguments of each call.</summary>
    public IReadOnlyList<JsonElement> Heard(string name)
    {
        lock (_gate)
        {
            return [.. _heard.Where(h => h.Name == name).Select(h => h.Args)];
        }
    }

    /// <summary>Waits until something holds of what was heard under a name; how long that took.</summary>
    public async Task<TimeSpan> HearsAsync(string name, Func<IReadOnlyList<JsonElement>, bool> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!holds(Heard(name)))
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"Of {name} was heard: {string.Join(' ', Heard(name))}");
            }

            await Task.Delay(20);
        }

        return clock.Elapsed;
    }

    /// <summary>Waits until as many messages were heard.</summary>
    public Task<TimeSpan> HearsMessagesAsync(int count) => HearsAsync("Message", heard => heard.Count >= count);

    internal void Hear(string name, JsonElement args)
    {
        lock (_gate)
        {
            _heard.Add((name, args));
        }
    }
}
