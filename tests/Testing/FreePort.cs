using System.Net;
using System.Net.Sockets;

namespace BraidMgr.Testing;

/// <summary>Free ports on loopback, below 32768, where the system hands out none of its own accord.</summary>
public static class FreePort
{
    /// <summary>A port that nobody listens on.</summary>
    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20000, 32000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // taken: the next one
            }
        }
    }
}
