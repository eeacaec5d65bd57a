using System.Security.Cryptography;
using BraidMgr.Storage;

namespace BraidMgr.Storage.Tests;

/// <summary>Makes what tests store.</summary>
internal static class Some
{
    public static byte[] Bytes(int length) => RandomNumberGenerator.GetBytes(length);

    public static string Folder() => Guid.NewGuid().ToString("N");

    public static async Task<WrittenObject> Put(this IObjectStore store, string key, byte[] bytes) =>
        await store.Put(key, new ChoppyStream(bytes));

    public static async Task<byte[]?> Read(this IObjectStore store, string key, long offset = 0, long? length = null)
    {
        await using var stream = await store.OpenRead(key, offset, length);
        if (stream is null)
        {
            return null;
        }

        var read = new MemoryStream();
        await stream.CopyToAsync(read);
        return read.ToArray();
    }

    public static async Task<List<string>> Keys(this IObjectStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var found in store.List(prefix))
        {
            keys.Add(found.Key);
        }

        return keys;
    }
}

/// <summary>A stream that cannot seek, does not know its length and gives a little at a time, as a pipe does.</summary>
internal sealed class ChoppyStream(byte[] bytes, Exception? atTheEnd = null) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var count = Math.Min(Math.Min(buffer.Length, 70_001), bytes.Length - _at);
        if (count == 0 && atTheEnd is not null)
        {
            throw atTheEnd;
        }

        bytes.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
