using System.Buffers.Binary;
using System.Text;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>Which row holds a stored state, in the columns of Orleans' AdoNet storage, so that either engine finds it.</summary>
internal sealed record StateKey(int IdHash, long N0, long N1, string? Extension, int NameHash, string Name)
{
    public static StateKey Of(GrainId grainId, string stateName)
    {
        var nameHash = XxHash32.Hash(Encoding.UTF8.GetBytes(stateName));
        if (grainId.TryGetGuidKey(out var guid, out var extension))
        {
            var bytes = guid.ToByteArray();
            var (n0, n1) = (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)));
            return new StateKey(HashOf(bytes, extension), n0, n1, extension, nameHash, stateName);
        }

        if (grainId.TryGetIntegerKey(out var number, out extension))
        {
            var bytes = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            return new StateKey(HashOf(bytes, extension), 0, number, extension, nameHash, stateName);
        }

        var text = grainId.Key.ToString();
        return new StateKey(HashOf([], text), 0, 0, text, nameHash, stateName);
    }

    /// <summary>The hash of the key's bytes followed by the extension's, last byte first.</summary>
    private static int HashOf(byte[] key, string? extension)
    {
        byte[] bytes = [.. key, .. Encoding.UTF8.GetBytes(extension ?? string.Empty)];
        Array.Reverse(bytes);
        return XxHash32.Hash(bytes);
    }
}
