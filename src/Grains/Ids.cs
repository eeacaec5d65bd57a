using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BraidMgr.Grains;

/// <summary>
/// Ids as the data model wants them: UUIDs of version 7, so that index inserts stay local, and rising also within a millisecond, so
/// that rows of one transaction keep their order (RFC 9562, method 1: 12 bits of counter behind the time).
/// </summary>
internal static class Ids
{
    private static long _last;

    /// <summary>A new id, above all that this process made before.</summary>
    public static Guid Next()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 12;
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        return Compose(next);
    }

    private static Guid Compose(long timeAndCounter)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, ((timeAndCounter >> 12) << 16) | 0x7000 | (timeAndCounter & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
