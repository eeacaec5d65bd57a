using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using BraidMgr.Storage;

namespace BraidMgr.Backups;

/// <summary>The backups in the object store: a manifest and an encrypted dump each, and what <see cref="BackedUpFiles"/> keeps.</summary>
public sealed class BackupStore(IObjectStore objects, BackedUpFiles files)
{
    private const string ManifestEnd = ".manifest";
    private const string DumpEnd = ".dump";

    /// <summary>The scope of an organization's backups.</summary>
    public static string ScopeOf(Guid organizationId) => $"org/{organizationId:D}";

    /// <summary>The scope of backups of the central database.</summary>
    public const string Central = "central";

    /// <summary>An id for a backup that is made now.</summary>
    internal static string NewId(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyyMMdd't'HHmmss", CultureInfo.InvariantCulture) + "-" + RandomNumberGenerator.GetHexString(6, lowercase: true);

    /// <summary>All of a scope, the newest first.</summary>
    public async Task<List<BackupManifest>> List(string scope, CancellationToken cancellationToken = default)
    {
        var found = new List<BackupManifest>();
        await foreach (var entry in objects.List(Folder(scope), cancellationToken))
        {
            if (entry.Key.EndsWith(ManifestEnd, StringComparison.Ordinal) && await Read(entry.Key, cancellationToken) is { } manifest)
            {
                found.Add(manifest);
            }
        }

        found.Reverse();
        return found;
    }

    /// <summary>One of them; null when there is none.</summary>
    public Task<BackupManifest?> Find(string scope, string id, CancellationToken cancellationToken = default)
    {
        var key = Folder(scope) + id + ManifestEnd;
        return ObjectKey.IsValid(key) && !id.Contains('/', StringComparison.Ordinal) ? Read(key, cancellationToken) : Task.FromResult<BackupManifest?>(null);
    }

    /// <summary>Removes a backup: first the manifest, so that no half of it is taken for one.</summary>
    public async Task Delete(string scope, string id, CancellationToken cancellationToken = default)
    {
        await objects.Delete(Folder(scope) + id + ManifestEnd, cancellationToken);
        await objects.Delete(Folder(scope) + id + DumpEnd, cancellationToken);
    }

    /// <summary>How many backups there are of a scope, whether they can be read or not.</summary>
    public async Task<int> Count(string scope, CancellationToken cancellationToken = default)
    {
        var count = 0;
        await foreach (var entry in objects.List(Folder(scope), cancellationToken))
        {
            count += entry.Key.EndsWith(ManifestEnd, StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Removes all that is stored of a scope.</summary>
    public async Task DeleteAll(string scope, CancellationToken cancellationToken = default)
    {
        var keys = new List<string>();
        await foreach (var entry in objects.List(Folder(scope), cancellationToken))
        {
            keys.Add(entry.Key);
        }

        await foreach (var file in objects.List(BackedUpFiles.FolderOf(scope), cancellationToken))
        {
            keys.Add(file.Key);
        }

        foreach (var key in keys.OrderByDescending(k => k.EndsWith(ManifestEnd, StringComparison.Ordinal)))
        {
            await objects.Delete(key, cancellationToken);
        }
    }

    /// <summary>Removes what is older than it has to be kept, and dumps that never got a manifest; says how many backups went.</summary>
    public async Task<int> Prune(string scope, BackupOptions options, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        var backups = await List(scope, cancellationToken);
        var old = backups.Skip(options.KeepAtLeast).Where(b => now - b.TakenAt > TimeSpan.FromDays(options.KeepDays)).ToList();
        foreach (var backup in old)
        {
            await Delete(scope, backup.Id, cancellationToken);
        }

        var known = backups.Select(b => Folder(scope) + b.Id + DumpEnd).ToHashSet();
        await foreach (var entry in objects.List(Folder(scope), cancellationToken))
        {
            if (entry.Key.EndsWith(DumpEnd, StringComparison.Ordinal) && !known.Contains(entry.Key) && now - entry.Modified > TimeSpan.FromDays(1))
            {
                await objects.Delete(entry.Key, cancellationToken);
            }
        }

        if (old.Count > 0)
        {
            await files.Prune(scope, backups.Except(old).Select(b => b.Id).ToHashSet(), now, cancellationToken);
        }

        return old.Count;
    }

    /// <summary>Removes what was stored of a backup whose organization is deleted, and what no other backup of it names.</summary>
    internal async Task Discard(string scope, string id, CancellationToken cancellationToken)
    {
        await Delete(scope, id, cancellationToken);
        var kept = (await List(scope, cancellationToken)).Select(b => b.Id).ToHashSet();
        // However young: no other backup will come.
        await files.Prune(scope, kept, DateTimeOffset.MaxValue, cancellationToken);
    }

    internal Task<WrittenObject> PutDump(string scope, string id, Stream content, CancellationToken cancellationToken) =>
        objects.Put(Folder(scope) + id + DumpEnd, content, cancellationToken);

    internal async Task<Stream> OpenDump(BackupManifest backup, CancellationToken cancellationToken) =>
        await objects.OpenRead(Folder(backup.Scope) + backup.Id + DumpEnd, cancellationToken: cancellationToken)
        ?? throw new BackupException($"Of backup {backup.Id} only the manifest is there.");

    internal Task PutManifest(BackupManifest backup, CancellationToken cancellationToken) => objects.Put(
        Folder(backup.Scope) + backup.Id + ManifestEnd,
        new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(backup, ManifestJson.Default.BackupManifest)), cancellationToken);

    private async Task<BackupManifest?> Read(string key, CancellationToken cancellationToken)
    {
        await using var stream = await objects.OpenRead(key, cancellationToken: cancellationToken);
        return stream is null ? null : await JsonSerializer.DeserializeAsync(stream, ManifestJson.Default.BackupManifest, cancellationToken);
    }

    private static string Folder(string scope) => $"backups/{scope}/";
}
