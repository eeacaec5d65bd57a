using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BraidMgr.Testing;

namespace BraidMgr.Fault.Tests.Proxy;

/// <summary>
/// A bad network between host and PostgreSQL, on a port of its own: passes everything on, but for what it is told to lose on the
/// connections to organizations' databases.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePort.Next());
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly int _target;
    private readonly Task _accepting;
    private Loss? _next;

    /// <summary>Listens for what goes to a port on loopback.</summary>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether what it was told to lose has come by and is lost.</summary>
    public bool IsDone => _next is null;

    /// <summary>Loses something of the next request in which a text stands; of any next request for an empty text.</summary>
    public void Lose(Lost what, string of = "") => _next = new Loss(what, Encoding.UTF8.GetBytes(of));

    /// <summary>Cuts a connection, whatever it is at.</summary>
    public void CutAny()
    {
        var links = _links.Keys.Where(link => link.IsOpen).ToList();
        if (links.Count > 0)
        {
            links[Random.Shared.Next(links.Count)].Cut();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var link in _links.Keys)
        {
            link.Cut();
        }

        await Task.WhenAll(_links.Values);
    }

    /// <summary>What is to be lost of a request; told to one link only.</summary>
    internal Lost? LossOf(ReadOnlySpan<byte> request) =>
        _next is { } loss && request.IndexOf(loss.Text) >= 0 && Interlocked.CompareExchange(ref _next, null, loss) == loss ? loss.What : null;

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var link = new Link(this, client);
                _links[link] = RunAsync(link);
            }
        }
        catch (SocketException)
        {
            // stopped
        }
    }

    private async Task RunAsync(Link link)
    {
        await Task.Yield();
        await link.RunAsync(_target);
        _links.TryRemove(link, out _);
    }

    private sealed record Loss(Lost What, byte[] Text);
}

/// <summary>What is lost of a request.</summary>
internal enum Lost
{
    /// <summary>The answer, with the connection: the server has done what it was told.</summary>
    Answer,

    /// <summary>The second half, with the connection: the server has not.</summary>
    Half,

    /// <summary>The second half and whatever follows; neither side learns of it.</summary>
    Everything,
}
