using System.Net;
using System.Net.Sockets;

namespace BraidMgr.Fault.Tests.Proxy;

/// <summary>One connection through the proxy.</summary>
internal sealed class Link(TcpProxy proxy, Socket client)
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOfOrganization;
    private volatile bool _isSilent;
    private volatile bool _losesAnswer;

    // The server is ready for the next query, outside of a transaction: the end of an answer.
    private static ReadOnlySpan<byte> Ready => [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    /// <summary>Whether it goes to an organization's database, signed in; central is left alone.</summary>
    public bool IsOpen { get; private set; }

    public async Task RunAsync(int target)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(_cut.Task, PassRequests(), PassAnswers());
        }
        catch (SocketException)
        {
            // The server is not there: neither is the connection.
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Ends it for both sides at once.</summary>
    public void Cut() => _cut.TrySetResult();

    private async Task PassRequests()
    {
        var buffer = new byte[64 * 1024];
        while (await Receive(client, buffer) is > 0 and var length && !_isSilent)
        {
            _isOfOrganization |= !IsOpen && buffer.AsSpan(0, length).IndexOf("braidmgr_org_"u8) >= 0;
            var lost = IsOpen ? proxy.LossOf(buffer.AsSpan(0, length)) : null;
            _losesAnswer |= lost == Lost.Answer;
            _isSilent = lost == Lost.Everything;
            if (!await Send(_server, buffer.AsMemory(0, lost is Lost.Half or Lost.Everything ? length / 2 : length)) || lost == Lost.Half)
            {
                break;
            }
        }

        await EndUnlessSilent();
    }

    private async Task PassAnswers()
    {
        var buffer = new byte[64 * 1024];
        while (await Receive(_server, buffer) is > 0 and var length && !_isSilent)
        {
            var isWhole = buffer.AsSpan(0, length).EndsWith(Ready);
            if (_losesAnswer ? isWhole : !await Send(client, buffer.AsMemory(0, length)))
            {
                break;
            }

            IsOpen |= isWhole && _isOfOrganization;
        }

        await EndUnlessSilent();
    }

    // What has fallen silent does not pass on either that one side has gone.
    private Task EndUnlessSilent() => _isSilent ? _cut.Task : Task.CompletedTask;

    private static async Task<int> Receive(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static async Task<bool> Send(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes)..];
            }

            return true;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Close()
    {
        // No farewell, as from a machine that is gone: the other side gets a reset.
        client.LingerState = new LingerOption(true, 0);
        _server.LingerState = new LingerOption(true, 0);
        client.Dispose();
        _server.Dispose();
    }
}
