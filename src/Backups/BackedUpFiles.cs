using System.Runtime.InteropServices;
using System.Text;
using BraidMgr.Storage;

namespace BraidMgr.Backups;

/// <summary>A file of an organization, as the database of a backup names it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Where its bytes are in the object store while it serves.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of its bytes, in lower-case hex.</param>
public sealed record BackedUpFile(Guid Id, string Key, long Size, string Sha256);

/// <summary>What became of the files of a backup.</summary>
/// <param name="Count">How many it names.</param>
/// <param name="Bytes">Their bytes, as they serve.</param>
/// <param name="Missing">How many of them had no bytes to be copied.</param>
public sealed record BackedUpFileCount(int Count, long Bytes, int Missing);

/// <summary>
/// The files of organizations in their backups. A file never changes, so that it is copied once, encrypted under its own name, however
/// many backups have it; each backup has a list of its files, and what no list names any more goes.
/// </summary>
public sealed class BackedUpFiles(IObjectStore objects, BackupKeys keys)
{
    private const string Root = "backup-files/";
    private const int IdBytes = 16;

    // One that was copied by a backup whose list is still to come.
    private static readonly TimeSpan Young = TimeSpan.FromDays(1);

    /// <summary>Copies what is not copied yet, then keeps the list of the backup.</summary>
    internal async Task<BackedUpFileCount> Copy(
        string scope, string backupId, IReadOnlyList<BackedUpFile> files, CancellationToken cancellationToken)
    {
        var there = await Copied(scope, cancellationToken);
        var kept = new List<Guid>(files.Count);
        foreach (var file in files)
        {
            if (there.Contains(file.Id) || await CopyOne(scope, file, cancellationToken))
            {
                kept.Add(file.Id);
            }
        }

        await objects.Put(ListKey(scope, backupId), new MemoryStream(MemoryMarshal.AsBytes(kept.ToArray().AsSpan()).ToArray()), cancellationToken);
        return new(files.Count, files.Sum(f => f.Size), files.Count - kept.Count);
    }

    /// <summary>Brings a file back, unless it is there; false when the backup does not have it.</summary>
    /// <exception cref="BackupException">What the backup has is not what the file was.</exception>
    internal async Task<bool> BringBack(string scope, BackedUpFile file, string key, CancellationToken cancellationToken)
    {
        if (await objects.Find(key, cancellationToken) is { } there && there.Size == file.Size)
        {
            return true;
        }

        return await Read(scope, file, stream => objects.Put(key, stream, cancellationToken), cancellationToken);
    }

    /// <summary>Reads a file of a backup whole, to see that it is there and what it was; false when the backup does not have it.</summary>
    /// <inheritdoc cref="BringBack"/>
    internal Task<bool> Check(string scope, BackedUpFile file, CancellationToken cancellationToken) => Read(
        scope, file,
        async stream =>
        {
            using var hashing = new HashingStream(stream);
            await hashing.CopyToAsync(Stream.Null, cancellationToken);
            return hashing.Written();
        },
        cancellationToken);

    /// <summary>Removes lists of backups that are gone, and files that no list names; says how many files went.</summary>
    internal async Task<int> Prune(string scope, IReadOnlySet<string> backups, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var named = new HashSet<Guid>();
        await foreach (var list in objects.List(ListKey(scope, ""), cancellationToken))
        {
            if (backups.Contains(list.Key[ListKey(scope, "").Length..]))
            {
                named.UnionWith(await ReadList(list.Key, cancellationToken));
            }
            else if (now - list.Modified > Young)
            {
                await objects.Delete(list.Key, cancellationToken);
            }
        }

        var removed = 0;
        await foreach (var file in objects.List(FileFolder(scope), cancellationToken))
        {
            if (now - file.Modified > Young && IdOf(scope, file.Key) is { } id && !named.Contains(id))
            {
                await objects.Delete(file.Key, cancellationToken);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>What all of a scope begins with in the object store.</summary>
    internal static string FolderOf(string scope) => $"{Root}{scope}/";

    private async Task<bool> CopyOne(string scope, BackedUpFile file, CancellationToken cancellationToken)
    {
        await using var plain = await objects.OpenRead(file.Key, cancellationToken: cancellationToken);
        if (plain is null)
        {
            return false;
        }

        await using var sealing = new SealingStream(plain, keys, keys.CurrentId, NameOf(scope, file.Id));
        await using var box = new NamedKeyStream(keys.CurrentId, sealing);
        await objects.Put(FileKey(scope, file.Id), box, cancellationToken);
        return true;
    }

    private async Task<bool> Read(
        string scope, BackedUpFile file, Func<Stream, Task<WrittenObject>> take, CancellationToken cancellationToken)
    {
        await using var box = await objects.OpenRead(FileKey(scope, file.Id), cancellationToken: cancellationToken);
        if (box is null)
        {
            return false;
        }

        var keyId = await NamedKeyStream.ReadName(box, cancellationToken);
        await using var plain = new OpeningStream(box, keys, keyId, NameOf(scope, file.Id));
        return await take(plain) == new WrittenObject(file.Size, file.Sha256)
            ? true
            : throw new BackupException($"File {file.Id} of the backup is not what it was.");
    }

    private async Task<HashSet<Guid>> Copied(string scope, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        await foreach (var file in objects.List(FileFolder(scope), cancellationToken))
        {
            if (IdOf(scope, file.Key) is { } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    private async Task<Guid[]> ReadList(string key, CancellationToken cancellationToken)
    {
        await using var stream = await objects.OpenRead(key, cancellationToken: cancellationToken);
        using var bytes = new MemoryStream();
        await (stream ?? Stream.Null).CopyToAsync(bytes, cancellationToken);
        return MemoryMarshal.Cast<byte, Guid>(bytes.ToArray().AsSpan(0, (int)(bytes.Length / IdBytes) * IdBytes)).ToArray();
    }

    private static string ListKey(string scope, string backupId) => $"{FolderOf(scope)}lists/{backupId}";

    private static string FileFolder(string scope) => $"{FolderOf(scope)}bytes/";

    private static string FileKey(string scope, Guid id) => $"{FileFolder(scope)}{id:N}";

    private static Guid? IdOf(string scope, string key) => Guid.TryParseExact(key.AsSpan(FileFolder(scope).Length), "N", out var id) ? id : null;

    private static string NameOf(string scope, Guid id) => $"braidmgr backup {scope} file {id:N}";

    /// <summary>A sealed stream behind the name of the key that it was sealed with: a file outlives the keys of many backups.</summary>
    private sealed class NamedKeyStream(string keyId, Stream box) : ReadOnlyStream
    {
        private readonly byte[] _name = [(byte)Encoding.UTF8.GetByteCount(keyId), .. Encoding.UTF8.GetBytes(keyId)];
        private int _read;

        /// <summary>Reads the name, and leaves the stream at what was sealed.</summary>
        public static async Task<string> ReadName(Stream stream, CancellationToken cancellationToken)
        {
            var length = new byte[1];
            await stream.ReadExactlyAsync(length, cancellationToken);
            var name = new byte[length[0]];
            await stream.ReadExactlyAsync(name, cancellationToken);
            return Encoding.UTF8.GetString(name);
        }

        /// <inheritdoc/>
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read == _name.Length)
            {
                return box.ReadAsync(buffer, cancellationToken);
            }

            var count = Math.Min(buffer.Length, _name.Length - _read);
            _name.AsMemory(_read, count).CopyTo(buffer);
            _read += count;
            return ValueTask.FromResult(count);
        }
    }
}
