using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Http.Uploads;

/// <summary>
/// A file on its way from a client to the object store: it stops at the limit and keeps the first and last bytes, which tell what
/// the file is. What refuses it is kept too, as stores may wrap what a stream throws.
/// </summary>
internal sealed class UploadStream(Stream inner) : Stream
{
    private readonly byte[] _head = new byte[FileKind.HeadLength];
    private readonly byte[] _tail = new byte[FileKind.TailLength];
    private int _headLength;
    private long _length;

    /// <summary>Why the file was refused while it was read.</summary>
    public BraidException? Refused { get; private set; }

    /// <summary>How many bytes came.</summary>
    public long Count => _length;

    /// <summary>What the file is. VALIDATION_ERROR for one that is of two kinds.</summary>
    public string Kind() => FileKind.Of(_head.AsSpan(0, _headLength), Tail());

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Read(buffer, cancellationToken);
        Keep(buffer.Span[..read]);
        return _length <= Attachment.MaxBytes ? read : throw Refuse(BodyReader.TooLarge(Attachment.MaxBytes));
    }

    private async Task<int> Read(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            throw Refuse(e is BadHttpRequestException bad ? ErrorTranslation.Of(bad) : Error.Invalid("body", "ends before the form does"));
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var toHead = Math.Min(bytes.Length, _head.Length - _headLength);
        bytes[..toHead].CopyTo(_head.AsSpan(_headLength));
        _headLength += toHead;
        Ring(bytes);
    }

    private void Ring(ReadOnlySpan<byte> bytes)
    {
        var skipped = Math.Max(0, bytes.Length - _tail.Length);
        var at = (int)((_length + skipped) % _tail.Length);
        var kept = bytes[skipped..];
        var first = Math.Min(kept.Length, _tail.Length - at);
        kept[..first].CopyTo(_tail.AsSpan(at));
        kept[first..].CopyTo(_tail);
        _length += bytes.Length;
    }

    private byte[] Tail()
    {
        if (_length <= _tail.Length)
        {
            return _tail[..(int)_length];
        }

        var at = (int)(_length % _tail.Length);
        return [.. _tail.AsSpan(at), .. _tail.AsSpan(0, at)];
    }

    private BraidException Refuse(BraidException error) => Refused = error;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
