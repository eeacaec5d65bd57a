using System.Security.Cryptography;
using BraidMgr.Storage;

namespace BraidMgr.Backups;

/// <summary>Reads what a <see cref="SealingStream"/> made, decrypted. What was changed, cut off or is of another name is refused.</summary>
internal sealed class OpeningStream(Stream box, BackupKeys keys, string keyId, string name) : ReadOnlyStream
{
    private readonly byte[] _head = new byte[SealedChunk.HeadBytes];
    private readonly byte[] _body = new byte[SealedChunk.TextBytes + SealedChunk.TagBytes];
    private readonly byte[] _text = new byte[SealedChunk.TextBytes];
    private AesGcm? _cipher;
    private int _start;
    private int _end;
    private long _number;
    private bool _isOver;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _end && !_isOver)
        {
            await ReadChunk(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _text.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private async ValueTask ReadChunk(CancellationToken cancellationToken)
    {
        try
        {
            _cipher ??= await ReadSalt(cancellationToken);
            await box.ReadExactlyAsync(_head, cancellationToken);
            var (length, isLast) = SealedChunk.ReadHead(_head);
            var body = _body.AsMemory(0, length + SealedChunk.TagBytes);
            await box.ReadExactlyAsync(body, cancellationToken);
            SealedChunk.Open(_cipher, _number++, _head, body.Span, _text.AsSpan(0, length));
            (_start, _end, _isOver) = (0, length, isLast);
            if (isLast && await box.ReadAsync(_head, cancellationToken) > 0)
            {
                throw new CryptographicException("something follows the last chunk");
            }
        }
        catch (Exception damage) when (damage is CryptographicException or EndOfStreamException)
        {
            throw new BackupException($"The backup is damaged, or was not encrypted with the key {keyId}: {damage.Message}", damage);
        }
    }

    private async Task<AesGcm> ReadSalt(CancellationToken cancellationToken)
    {
        var salt = new byte[SealedChunk.SaltBytes];
        await box.ReadExactlyAsync(salt, cancellationToken);
        return new AesGcm(keys.Derive(keyId, name, salt), SealedChunk.TagBytes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _cipher?.Dispose();
        base.Dispose(disposing);
    }
}
