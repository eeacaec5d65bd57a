using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BraidMgr.Backups;

/// <summary>
/// How a stream is encrypted: 32 bytes of salt, then chunks of a length, the text and a tag (AES-256-GCM). A chunk's number and whether
/// it is the last are authenticated with it: none can be left out, exchanged, repeated or cut off at the end.
/// </summary>
internal static class SealedChunk
{
    internal const int SaltBytes = 32;
    internal const int HeadBytes = 4;
    internal const int TagBytes = 16;
    internal const int TextBytes = 256 * 1024;

    private const int NonceBytes = 12;
    private const uint LastFlag = 0x8000_0000;

    /// <summary>Encrypts a chunk; answers how many bytes of the box it takes.</summary>
    internal static int Seal(AesGcm cipher, long number, bool isLast, ReadOnlySpan<byte> text, Span<byte> box)
    {
        BinaryPrimitives.WriteUInt32BigEndian(box, (uint)text.Length | (isLast ? LastFlag : 0));
        cipher.Encrypt(
            Nonce(number), text, box.Slice(HeadBytes, text.Length), box.Slice(HeadBytes + text.Length, TagBytes), box[..HeadBytes]);
        return HeadBytes + text.Length + TagBytes;
    }

    /// <summary>What the head of a chunk says.</summary>
    internal static (int Length, bool IsLast) ReadHead(ReadOnlySpan<byte> head)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(head);
        var length = value & ~LastFlag;
        return length <= TextBytes ? ((int)length, (value & LastFlag) != 0) : throw new CryptographicException("no chunk is as long");
    }

    /// <summary>Decrypts a chunk: head, text and tag.</summary>
    internal static void Open(AesGcm cipher, long number, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, Span<byte> text) =>
        cipher.Decrypt(Nonce(number), body[..^TagBytes], body[^TagBytes..], text, head);

    // The key is of one object, so that the chunk's number is nonce enough.
    private static byte[] Nonce(long number)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(NonceBytes - sizeof(long)), number);
        return nonce;
    }
}
