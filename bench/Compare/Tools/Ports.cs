using System.Net;
using System.Net.Sockets;

namespace BraidMgr.Compare.Tools;

/// <summary>Ports of loopback.</summary>
internal static class Ports
{
    private const int First = 21000;

    /// <summary>Below it, so that no outgoing connection can have taken the port meanwhile.</summary>
    private const int FirstOfOutgoing = 32768;

    /// <summary>One that nobody listens on.</summary>
    public static int Free()
    {
        for (var port = First; port < FirstOfOutgoing; port++)
        {
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
