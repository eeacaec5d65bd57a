namespace BraidMgr.Storage.S3;

/// <summary>
/// The next bytes of a stream in a temporary file: a request to S3 begins with the length and the hash of what it brings, which nobody
/// knows of a stream, and no object need be in memory for that. Once it is open the file has no name any more, so that it is gone with
/// the process, however that ends (on Windows it is deleted when it is closed).
/// </summary>
internal sealed class Spool : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly FileStream _file;

    private Spool(FileStream file) => _file = file;

    /// <summary>The bytes, from the first one on.</summary>
    public Stream Content => _file;

    /// <summary>How many they are.</summary>
    public long Length { get; private set; }

    /// <summary>Takes bytes of a stream, up to <paramref name="most"/>; fewer where it ends.</summary>
    public static async Task<Spool> Take(Stream source, long most, CancellationToken cancellationToken)
    {
        var spool = new Spool(Guarded(Create));
        try
        {
            await spool.Fill(source, most, cancellationToken);
            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async Task Fill(Stream source, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (Length < most && await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - Length)), cancellationToken) is > 0 and var read)
        {
            await Guarded(() => _file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).AsTask());
            Length += read;
        }

        Guarded(() => _file.Seek(0, SeekOrigin.Begin));
    }

    private static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), "braidmgr-" + Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Options |= FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(error);
        }
    }

    private static async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(error);
        }
    }

    private static ObjectStoreException Refused(Exception error) =>
        new($"The directory for temporary files, {Path.GetTempPath()} (TMPDIR), refused: {error.Message}", error);
}
