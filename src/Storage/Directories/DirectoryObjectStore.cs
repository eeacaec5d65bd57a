using System.Globalization;

namespace BraidMgr.Storage.Directories;

/// <summary>
/// Objects as files below a directory. A file is written under a name that is no key, flushed to the disk and renamed, and the
/// directory is flushed too, so that a crash leaves the old object or the new one.
/// </summary>
internal sealed class DirectoryObjectStore : IObjectStore
{
    private const int BufferSize = 128 * 1024;

    private static readonly TimeSpan LeftoverAfter = TimeSpan.FromDays(1);

    private readonly string _root;
    private readonly string _unfinished;

    /// <summary>The directory is made when the first object is written.</summary>
    public DirectoryObjectStore(string directory)
    {
        _root = Path.GetFullPath(directory);
        _unfinished = Path.Combine(_root, ".unfinished");
        RemoveLeftovers();
    }

    /// <inheritdoc/>
    public async Task<WrittenObject> Put(string key, Stream content, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        var unfinished = Path.Combine(_unfinished, Guid.NewGuid().ToString("N"));
        Guarded(() => Directory.CreateDirectory(_unfinished));
        try
        {
            var written = await Write(unfinished, content, cancellationToken);
            Guarded(() => Rename(unfinished, path));
            return written;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private async Task<WrittenObject> Write(string path, Stream content, CancellationToken cancellationToken)
    {
        using var hashing = new HashingStream(content);
        await using var file = Guarded(() => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true));
        var buffer = new byte[BufferSize];
        while (await hashing.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await Guarded(() => file.WriteAsync(buffer.AsMemory(0, read), cancellationToken));
        }

        Guarded(() => file.Flush(flushToDisk: true));
        return hashing.Written();
    }

    private void Rename(string from, string to)
    {
        var directory = Path.GetDirectoryName(to)!;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(directory);
                File.Move(from, to, overwrite: true);
                break;
            }
            catch (IOException) when (attempt < 100)
            {
                // Somebody who deleted the last object of the directory took it away just now. While it is made, that can also be told as
                // its being there already.
            }
        }

        for (var parent = directory; parent.Length >= _root.Length; parent = Path.GetDirectoryName(parent)!)
        {
            DirectorySync.Flush(parent);
        }
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenRead(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        var path = PathOf(key);
        var file = Guarded(() => File.Exists(path) ? Open(path) : null);
        file?.Seek(offset, SeekOrigin.Begin);
        return Task.FromResult<Stream?>(file is null || length is null ? file : new PartOfStream(file, length.Value));
    }

    /// <inheritdoc/>
    public Task<ObjectInfo?> Find(string key, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(Guarded(() => file.Exists ? Describe(key, file) : null));
    }

    /// <inheritdoc/>
    public Task Delete(string key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        Guarded(() =>
        {
            if (File.Exists(path))
            {
                File.Delete(path);
                DirectorySync.Flush(Path.GetDirectoryName(path)!);
                RemoveEmpty(Path.GetDirectoryName(path)!);
            }
        });
        return Task.CompletedTask;
    }

    // What is not empty, or is gone already, ends the way up.
    private void RemoveEmpty(string directory)
    {
        try
        {
            for (; directory.Length > _root.Length; directory = Path.GetDirectoryName(directory)!)
            {
                Directory.Delete(directory);
            }
        }
        catch (IOException)
        {
            return;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> List(string prefix, CancellationToken cancellationToken = default)
    {
        ObjectKey.RequirePrefix(prefix);
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        return Walk(Path.Combine(_root, folder), folder, prefix).ToAsyncEnumerable();
    }

    /// <summary>In the order of keys: a folder stands where its name with the slash stands.</summary>
    private IEnumerable<ObjectInfo> Walk(string directory, string folder, string prefix)
    {
        var entries = Guarded(() => Entries(directory));
        foreach (var (name, entry) in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var key = folder + name;
            if (entry is DirectoryInfo && (key.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(key, StringComparison.Ordinal)))
            {
                foreach (var found in Walk(entry.FullName, key, prefix))
                {
                    yield return found;
                }
            }
            else if (entry is FileInfo file && key.StartsWith(prefix, StringComparison.Ordinal) && file.Exists)
            {
                yield return Describe(key, file);
            }
        }
    }

    private static List<(string Name, FileSystemInfo Entry)> Entries(string directory)
    {
        try
        {
            return [.. new DirectoryInfo(directory).EnumerateFileSystemInfos()
                .Where(e => ObjectKey.IsValid(e.Name))
                .Select(e => (e is DirectoryInfo ? e.Name + "/" : e.Name, e))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static ObjectInfo Describe(string key, FileInfo file) =>
        new(key, file.Length, string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}"), file.LastWriteTimeUtc);

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, useAsync: true);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(string key)
    {
        ObjectKey.Require(key);
        return Path.Combine(_root, key);
    }

    private void RemoveLeftovers()
    {
        if (Directory.Exists(_unfinished))
        {
            foreach (var left in Directory.GetFiles(_unfinished).Where(f => DateTime.UtcNow - File.GetLastWriteTimeUtc(f) > LeftoverAfter))
            {
                File.Delete(left);
            }
        }
    }

    private void Guarded(Action work) => Guarded(() =>
    {
        work();
        return 0;
    });

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"The directory {_root} (Storage:Directory) refused: {error.Message}", error);
        }
    }

    private async Task Guarded(Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"The directory {_root} (Storage:Directory) refused: {error.Message}", error);
        }
    }
}
