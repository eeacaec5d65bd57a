using BraidMgr.Contracts.Files;
using BraidMgr.Grains.Files.Statements;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Storage;

namespace BraidMgr.Grains.Files;

/// <summary>
/// Compares the files that are in the object store with those at items. Both come in order of ids, page by page, so that neither is
/// held whole.
/// </summary>
/// <param name="organizationId">The organization.</param>
/// <param name="store">Where the bytes are.</param>
/// <param name="page">The files at items behind an id, in order.</param>
internal sealed class FileComparison(Guid organizationId, IObjectStore store, Func<Guid, Task<Rows<FileAtItem>?>> page)
{
    /// <summary>What is younger may be on its way: an upload stores the bytes first, and a deletion removes them last.</summary>
    public static readonly TimeSpan Young = TimeSpan.FromHours(1);

    private readonly Queue<FileAtItem> _rows = new();
    private bool _last;
    private Guid _after;

    /// <summary>Keys of objects that belong to no item, and files whose bytes are not there; of what is older than a moment.</summary>
    public async Task<(List<string> Orphans, List<Guid> Missing)> Run(DateTimeOffset before)
    {
        var (orphans, missing) = (new List<string>(), new List<Guid>());
        await foreach (var stored in store.List(StorageKeys.PrefixOf(organizationId)))
        {
            while (await Next() is { } file && string.CompareOrdinal(file.StorageKey, stored.Key) < 0)
            {
                Take(file, missing);
            }

            if (await Next() is { } same && same.StorageKey == stored.Key)
            {
                _rows.Dequeue();
            }
            else if (stored.Modified < before)
            {
                orphans.Add(stored.Key);
            }
        }

        while (await Next() is { } file)
        {
            Take(file, missing);
        }

        return (orphans, missing);
    }

    private void Take(FileAtItem file, List<Guid> missing)
    {
        _rows.Dequeue();
        if (file.IsOld)
        {
            missing.Add(file.Id);
        }
    }

    private async Task<FileAtItem?> Next()
    {
        if (_rows.Count == 0 && !_last)
        {
            var rows = (await page(_after))!.Items;
            _last = rows.Count < PageOfFiles.Size;
            foreach (var row in rows)
            {
                _rows.Enqueue(row);
                _after = row.Id;
            }
        }

        return _rows.TryPeek(out var next) ? next : null;
    }
}
