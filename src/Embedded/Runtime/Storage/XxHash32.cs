using System.Buffers.Binary;
using System.Numerics;

namespace BraidMgr.Embedded;

/// <summary>The 32-bit xxHash with seed 0, its bytes reversed, by which Orleans' AdoNet storage finds its rows.</summary>
internal static class XxHash32
{
    private const uint Prime1 = 2654435761;
    private const uint Prime2 = 2246822519;
    private const uint Prime3 = 3266489917;
    private const uint Prime4 = 668265263;
    private const uint Prime5 = 374761393;

    public static int Hash(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = (data.Length < 16 ? Prime5 : HashStripes(data)) + (uint)data.Length;
            var rest = data.Length < 16 ? data : data[(data.Length & ~15)..];
            for (; rest.Length >= 4; rest = rest[4..])
            {
                hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
            }

            foreach (var value in rest)
            {
                hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
            }

            hash = (hash ^ (hash >> 15)) * Prime2;
            hash = (hash ^ (hash >> 13)) * Prime3;
            return (int)BinaryPrimitives.ReverseEndianness(hash ^ (hash >> 16));
        }
    }

    private static uint HashStripes(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            Span<uint> lanes = [Prime1 + Prime2, Prime2, 0, 0 - Prime1];
            for (; data.Length >= 16; data = data[16..])
            {
                for (var lane = 0; lane < 4; lane++)
                {
                    var word = BinaryPrimitives.ReadUInt32LittleEndian(data[(lane * 4)..]);
                    lanes[lane] = BitOperations.RotateLeft(lanes[lane] + (word * Prime2), 13) * Prime1;
                }
            }

            return BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
                + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
        }
    }
}
