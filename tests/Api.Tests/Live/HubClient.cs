using System.Diagnostics;
using System.Text.Json;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Api.Tests.Live;

/// <summary>A connection to the hub, and what was heard on it.</summary>
public sealed class HubClient
{
    private static readonly JsonSerializerOptions Wire = Api.Json.Wire.Options;

    private readonly NodeProcess _node;
    private readonly Lock _gate = new();
    private readonly List<(string Name, JsonElement Args)> _heard = [];

    internal HubClient(NodeProcess node, int id) => (_node, Id) = (node, id);

    /// <summary>Its number among the clients.</summary>
    public int Id { get; }

    /// <summary>The messages that were heard, in the order in which they came.</summary>
    public IReadOnlyList<ChatMessage> Messages => [.. Heard("Message").Select(a => a[0].Deserialize<ChatMessage>(Wire)!)];

    /// <summary>Connects with a token, by a WebSocket at once or by a transport that is negotiated.</summary>
    public Task ConnectAsync(Uri address, string token, string? transport = null) =>
        _node.AskAsync(new { act = "connect", client = Id, url = address.ToString(), token, transport });

    /// <summary>Calls a method of the hub.</summary>
    public Task<JsonElement> CallAsync(string method, params object?[] args) =>
        _node.AskAsync(new { act = "invoke", client = Id, method, args });

    /// <summary>Joins a session; the messages that were missed.</summary>
    public async Task<IReadOnlyList<ChatMessage>> JoinAsync(string session, long afterSeq = 0) =>
        (await CallAsync("Join", session, afterSeq)).Deserialize<ChatMessage[]>(Wire)!;

    /// <summary>Sends a message.</summary>
    public async Task<ChatMessage> SendAsync(string session, string content, string? clientMessageId = null) =>
        (await CallAsync("Send", session, content, clientMessageId)).Deserialize<ChatMessage>(Wire)!;

    /// <summary>Ends the connection as a client does.</summary>
    public Task StopAsync() => _node.AskAsync(new { act = "stop", client = Id });

    /// <summary>Ends it as a bad network does.</summary>
    public Task CutAsync() => _node.AskAsync(new { act = "cut", client = Id });

    /// <summary>Reads nothing any more.</summary>
    public Task PauseAsync() => _node.AskAsync(new { act = "pause", client = Id });

    /// <summary>Reads on.</summary>
    public Task ResumeAsync() => _node.AskAsync(new { act = "resume", client = Id });

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
