using System.Security.Cryptography;
using BraidMgr.Storage;

namespace BraidMgr.Backups;

/// <summary>Reads another stream encrypted, a chunk at a time.</summary>
internal sealed class SealingStream : ReadOnlyStream
{
    private readonly Stream _plain;
    private readonly AesGcm _cipher;
    private readonly byte[] _text = new byte[SealedChunk.TextBytes];
    private readonly byte[] _box = new byte[SealedChunk.HeadBytes + SealedChunk.TextBytes + SealedChunk.TagBytes];
    private int _start;
    private int _end;
    private long _number;
    private bool _isOver;

    /// <summary>Encrypts with a key that is derived for this name alone.</summary>
    public SealingStream(Stream plain, BackupKeys keys, string keyId, string name)
    {
        _plain = plain;
        RandomNumberGenerator.Fill(_box.AsSpan(0, SealedChunk.SaltBytes));
        _end = SealedChunk.SaltBytes;
        _cipher = new AesGcm(keys.Derive(keyId, name, _box.AsSpan(0, SealedChunk.SaltBytes)), SealedChunk.TagBytes);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && !_isOver)
        {
            var read = await _plain.ReadAtLeastAsync(_text, _text.Length, throwOnEndOfStream: false, cancellationToken);
            _isOver = read < _text.Length;
            (_start, _end) = (0, SealedChunk.Seal(_cipher, _number++, _isOver, _text.AsSpan(0, read), _box));
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _box.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _cipher.Dispose();
        base.Dispose(disposing);
    }
}
