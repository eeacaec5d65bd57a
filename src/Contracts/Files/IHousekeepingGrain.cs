using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace BraidMgr.Contracts.Files;

/// <summary>Removes what an organization does not need any more (key: its id).</summary>
[Alias("braid.housekeeping"), Version(1)]
public interface IHousekeepingGrain : IGrainWithGuidKey
{
    /// <summary>The organization is used on a day: what is due that day is done, once, beside all else.</summary>
    [OneWay, Alias("Used")]
    Task Used(DateOnly today);

    /// <summary>Removes for good what was deleted 30 days ago. Answers with how many items and projects that were.</summary>
    [Alias("Purge")]
    Task<int> Purge();

    /// <summary>Removes the bytes of a file that nothing names any more; where that fails, the next sweep does it.</summary>
    [OneWay, Alias("Discard")]
    Task Discard(string storageKey);

    /// <summary>
    /// Compares the files in the object store with those at items: what an upload or a deletion left when its host died is removed
    /// once it is an hour old, logos that were replaced included; what is at an item and not in the store is reported in the log.
    /// </summary>
    [Alias("SweepFiles")]
    Task<FileSweep> SweepFiles();
}

/// <summary>What a comparison of files found.</summary>
/// <param name="Removed">Objects that belonged to nothing and were removed.</param>
/// <param name="Missing">Ids of files at items whose bytes are not in the store.</param>
[GenerateSerializer, Immutable, Alias("braid.file-sweep")]
public sealed record FileSweep(int Removed, IReadOnlyList<Guid> Missing);
