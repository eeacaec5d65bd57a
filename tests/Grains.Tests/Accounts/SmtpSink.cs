using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>An SMTP server that takes one mail and keeps what was said.</summary>
internal sealed class SmtpSink : IDisposable
{
    private readonly TcpListener _listener;

    public SmtpSink()
    {
        (_listener, Port) = Listen();
        Conversation = Serve();
    }

    public int Port { get; }

    /// <summary>All lines that the client sent, once it has left.</summary>
    public Task<string> Conversation { get; }

    public void Dispose() => _listener.Stop();

    private static (TcpListener Listener, int Port) Listen()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (SocketException)
            {
                // taken: the next one
            }
        }
    }

    private async Task<string> Serve()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        var said = new StringBuilder();
        var data = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (data ? line == "." : true)
            {
                data = !data && line == "DATA";
                await writer.WriteLineAsync(data ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
            }
        }

        return said.ToString();
    }
}
