using System.Net;
using System.Net.Sockets;

namespace BraidMgr.Api.Pipeline;

/// <summary>The network that a client is counted under: single addresses are cheap to change, networks are not.</summary>
public static class ClientNetwork
{
    private const int V4Prefix = 24;
    private const int V6Prefix = 48;

    /// <summary>The IPv4 /24 or IPv6 /48 of an address.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var prefix = address.AddressFamily == AddressFamily.InterNetwork ? V4Prefix : V6Prefix;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(prefix / 8).Clear();
        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
