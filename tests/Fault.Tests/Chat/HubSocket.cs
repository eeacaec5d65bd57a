using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BraidMgr.Fault.Tests.Chat;

/// <summary>A connection to the hub that speaks as much of SignalR's protocol as tells whether it was let in.</summary>
internal sealed class HubSocket : IDisposable
{
    private const char End = '\u001e';
    private const int Completion = 3;
    private const int Close = 7;

    private readonly ClientWebSocket _socket = new();

    private HubSocket()
    {
    }

    /// <summary>Why it was turned away; null when it is in.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Connects, and waits for the answer to a call: a connection that is turned away is so after its handshake.</summary>
    public static async Task<HubSocket> ConnectAsync(Uri host, string token)
    {
        var made = new HubSocket();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        made._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await made._socket.ConnectAsync(new UriBuilder(host) { Scheme = "ws", Path = "/hubs/chat" }.Uri, patience.Token);
        await made.SendAsync("""{"protocol":"json","version":1}""", patience.Token);
        await made.SendAsync($$"""{"type":1,"invocationId":"1","target":"Leave","arguments":["{{Guid.NewGuid()}}"]}""", patience.Token);
        made.Refusal = await made.ReadAsync(patience.Token);
        return made;
    }

    /// <summary>Ends it as a client does that has gone.</summary>
    public void Dispose() => _socket.Dispose();

    private Task SendAsync(string json, CancellationToken cancellationToken) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(json + End), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var heard = "";
        var buffer = new byte[4096];
        while (true)
        {
            foreach (var message in heard.Split(End)[..^1].Select(text => JsonSerializer.Deserialize<JsonElement>(text)))
            {
                var type = message.TryGetProperty("type", out var value) ? value.GetInt32() : 0;
                if (type is Completion or Close)
                {
                    return message.TryGetProperty("error", out var error) ? error.GetString() : null;
                }
            }

            var read = await _socket.ReceiveAsync(buffer, cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return "closed";
            }

            heard += Encoding.UTF8.GetString(buffer, 0, read.Count);
        }
    }
}
