using System.Net;
using System.Net.Sockets;

namespace BraidMgr.Compare.Tools;

/// <summary>Ports of loopback.</summary>
internal static class Ports
{
    private const int First = 21000;
    private static int _next = First;

    /// <summary>Below it, so that no outgoing connection can have taken the port meanwhile.</summary>
    private const int FirstOfOutgoing = 32768;

    /// <summary>One that nobody listens on, and that was given to nobody for thousands of calls.</summary>
    public static int Free()
    {
        for (var tried = First; tried < FirstOfOutgoing; tried++)
        {
            var port = _next;
            _next = port + 1 < FirstOfOutgoing ? port + 1 : First;
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }

        throw new InvalidOperationException($"no free port between {First} and {FirstOfOutgoing - 1}");
    }
}
