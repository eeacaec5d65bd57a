using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace BraidMgr.Api.Tests.Harness;

/// <summary>Requests as a client without manners sends them: the body keeps coming whatever the server says.</summary>
public static class RawRequest
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Sends zeros until all are sent or the server had enough; its answer, which is an error's.</summary>
    public static async Task<string> SendBodyAsync(
        Uri host, string method, string path, string token, string? type, int length, bool chunked)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port);
        await using var stream = client.GetStream();
        var head = string.Create(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: {host.Authority}\r\nAuthorization: Bearer {token}\r\n")
            + (type is null ? "" : $"Content-Type: {type}\r\n")
            + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        var answer = ReadAnswerAsync(stream);
        await SendZerosAsync(stream, length, chunked, answer);
        return await answer;
    }

    /// <summary>Sends a text as it is; what comes back until the server closes the connection.</summary>
    public static async Task<string> SendAsync(Uri host, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static async Task SendZerosAsync(NetworkStream stream, int length, bool chunked, Task answer)
    {
        var piece = new byte[PieceBytes];
        var size = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{PieceBytes:x}\r\n"));
        try
        {
            for (var sent = 0; sent < length && !answer.IsCompleted; sent += PieceBytes)
            {
                if (chunked)
                {
                    await stream.WriteAsync(size);
                }

                await stream.WriteAsync(piece);
                if (chunked)
                {
                    await stream.WriteAsync("\r\n"u8.ToArray());
                }
            }
        }
        catch (IOException)
        {
            // The server closed the connection after its answer.
        }
    }

    // An error's body is one object without others behind its details: the answer is there with the last brace.
    private static async Task<string> ReadAnswerAsync(NetworkStream stream)
    {
        var buffer = new byte[8 * 1024];
        var length = 0;
        while (length < buffer.Length && (length == 0 || buffer[length - 1] != '}'))
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.UTF8.GetString(buffer.AsSpan(0, length));
    }
}
