using System.Buffers;
using System.IO.Hashing;
using System.Net;

namespace BraidMgr.Silo.Clustering;

/// <summary>
/// Highest random weight: of several silos, each key has one, and a silo that comes or goes takes or leaves only its own share. A silo
/// that restarts at its address gets back what it had.
/// </summary>
internal static class Rendezvous
{
    private const int OrganizationLength = 32;
    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>The silo of a grain: that of its organization, where its key begins with one.</summary>
    public static SiloAddress Choose(GrainId grain, IReadOnlyList<SiloAddress> silos)
    {
        var seed = unchecked((long)XxHash64.HashToUInt64(Organization(grain)));
        return silos.MaxBy(silo => (Weight(silo.Endpoint, seed), silo.Generation))!;
    }

    /// <summary>Whether the grain's key begins with an id, which is that of its organization for all that belongs to one.</summary>
    public static bool HasOrganization(GrainId grain)
    {
        var key = grain.Key.AsSpan();
        return key.Length >= OrganizationLength && (key.Length == OrganizationLength || key[OrganizationLength] == (byte)'/')
            && !key[..OrganizationLength].ContainsAnyExcept(Hex) && !grain.Type.AsSpan().StartsWith("sys."u8);
    }

    private static ReadOnlySpan<byte> Organization(GrainId grain)
    {
        var key = grain.Key.AsSpan();
        return HasOrganization(grain) ? key[..OrganizationLength] : key;
    }

    private static ulong Weight(IPEndPoint endpoint, long seed)
    {
        Span<byte> place = stackalloc byte[20];
        endpoint.Address.TryWriteBytes(place, out var length);
        BitConverter.TryWriteBytes(place[length..], endpoint.Port);
        return XxHash64.HashToUInt64(place[..(length + sizeof(int))], seed);
    }
}
