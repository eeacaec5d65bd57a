using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BraidMgr.Compare.Live;

/// <summary>
/// A connection that speaks SignalR's JSON protocol, and no more of it than a load needs: calls are awaited, messages are noticed. It is
/// as cheap as one can be, since a thousand of them share the machine with what is measured.
/// </summary>
internal sealed class HubSocket : IAsyncDisposable
{
    private const byte End = 0x1E;

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _calls = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private int _lastCall;

    private HubSocket()
    {
    }

    /// <summary>Called for each message that is heard, on the thread that reads.</summary>
    public Action Heard { get; set; } = () => { };

    /// <summary>Connects with a bearer token.</summary>
    public static async Task<HubSocket> ConnectAsync(Uri hub, string token, CancellationToken cancellationToken)
    {
        var made = new HubSocket();
        made._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        made._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await made._socket.ConnectAsync(hub, cancellationToken);
        made._reading = made.ReadAsync();
        await made.SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
        await made._greeted.Task.WaitAsync(cancellationToken);
        return made;
    }

    /// <summary>Calls a method of the hub and waits for its end; an error that it answers is an exception.</summary>
    public async Task CallAsync(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastCall).ToString(CultureInfo.InvariantCulture);
        var call = _calls[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }), cancellationToken);
        await call.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Tells the server that this end is there; it ends connections that say nothing for 30 s.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => SendAsync("""{"type":6}""", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(string json, CancellationToken cancellationToken)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(json) + 1];
        Encoding.UTF8.GetBytes(json, bytes);
        bytes[^1] = End;
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var (buffer, kept) = (new byte[4096], 0);
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(kept), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                kept = TakeAll(buffer, kept + received.Count);
                if (kept == buffer.Length)
                {
                    Array.Resize(ref buffer, 2 * buffer.Length);
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Ended, by this side or the other: calls that still wait are told so.
        }

        _greeted.TrySetException(new InvalidOperationException("the connection ended before it began"));
        foreach (var call in _calls.Values)
        {
            call.TrySetException(new InvalidOperationException("the connection ended"));
        }
    }

    /// <summary>Takes what is complete; how many bytes of the next frame remain, now at the beginning of the buffer.</summary>
    private int TakeAll(byte[] buffer, int length)
    {
        var rest = buffer.AsSpan(0, length);
        while (rest.IndexOf(End) is var end and >= 0)
        {
            Take(rest[..end]);
            rest = rest[(end + 1)..];
        }

        rest.CopyTo(buffer);
        return rest.Length;
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("""{"type":1,"target":"Message","""u8))
        {
            Heard();
        }
        else if (frame.StartsWith("""{"type":3,"""u8))
        {
            Complete(frame);
        }
        else if (!_greeted.Task.IsCompleted)
        {
            _greeted.TrySetResult();
        }
    }

    private void Complete(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        using var completion = JsonDocument.ParseValue(ref reader);
        if (!_calls.TryRemove(completion.RootElement.GetProperty("invocationId").GetString()!, out var call))
        {
            return;
        }

        if (completion.RootElement.TryGetProperty("error", out var error))
        {
            call.TrySetException(new InvalidOperationException($"the hub answered: {error.GetString()}"));
        }
        else
        {
            call.TrySetResult();
        }
    }
}
