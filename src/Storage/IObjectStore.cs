namespace BraidMgr.Storage;

/// <summary>
/// Keeps streams of bytes under keys. Objects are whole or absent: one that is being written is seen by nobody. Every member throws
/// <see cref="ArgumentException"/> for a key that <see cref="ObjectKey"/> refuses and <see cref="ObjectStoreException"/> when the store
/// cannot be reached.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// Stores a stream of any length, never held whole in memory, and replaces what was under the key. When this returns it is durable;
    /// when it throws, what was there before is there still.
    /// </summary>
    Task<WrittenObject> Put(string key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Opens an object, or a part of it, for reading once; null when there is none.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="offset">The first byte to read; at or behind the end, the stream is empty.</param>
    /// <param name="length">How many bytes at most; null for all that follow.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    Task<Stream?> OpenRead(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default);

    /// <summary>What is known of an object without reading it; null when there is none.</summary>
    Task<ObjectInfo?> Find(string key, CancellationToken cancellationToken = default);

    /// <summary>Removes an object; one that is not there is no error.</summary>
    Task Delete(string key, CancellationToken cancellationToken = default);

    /// <summary>All objects whose keys begin with a prefix, which may end within a segment or be empty; by key, in the order of bytes.</summary>
    IAsyncEnumerable<ObjectInfo> List(string prefix, CancellationToken cancellationToken = default);
}

/// <summary>An object that is there.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">Changes whenever the object is written; says nothing else.</param>
/// <param name="Modified">When it was written, by the store's clock.</param>
public sealed record ObjectInfo(string Key, long Size, string ETag, DateTimeOffset Modified);

/// <summary>What was written.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">The SHA-256 of the bytes that were read from the stream, in lower-case hex.</param>
public sealed record WrittenObject(long Size, string Sha256);
