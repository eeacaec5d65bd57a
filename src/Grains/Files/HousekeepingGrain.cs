using BraidMgr.Contracts;
using BraidMgr.Contracts.Files;
using BraidMgr.Grains.Files.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Storage;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Grains.Files;

/// <summary>
/// Removes what one organization does not need any more, on its first use of a day: what was deleted 30 days ago, what imports left
/// whose host died, answers that were kept for a day, and bytes of files that belong to nothing. A sleeping organization is not woken for it.
/// </summary>
internal sealed partial class HousekeepingGrain : Grain, IHousekeepingGrain
{
    private readonly Guid _organizationId;
    private readonly IOrgGrain _org;
    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<HousekeepingGrain> _logger;
    private DateOnly _done;

    /// <summary>Made by the engine.</summary>
    public HousekeepingGrain(IObjectStore store, TimeProvider time, ILogger<HousekeepingGrain> logger)
    {
        _organizationId = this.GetPrimaryKey();
        (_org, _store, _time, _logger) = (GrainFactory.Org(_organizationId), store, time, logger);
    }

    /// <inheritdoc/>
    public async Task Used(DateOnly today)
    {
        if (_done == today)
        {
            return;
        }

        _done = today;
        try
        {
            await Purge();
            await GrainFactory.Projects(_organizationId).SweepImports();
            await _org.Execute(new PurgeAnswers { Context = WriteContext.System });
            await SweepFiles();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The next activation, or the next day, does it.
            LogFailed(error, _organizationId);
        }
    }

    /// <inheritdoc/>
    public async Task<int> Purge()
    {
        var purged = 0;
        while ((await _org.Execute(new PurgeDeleted { Context = WriteContext.System }))! is { Count: > 0 } piece)
        {
            purged += (int)piece.Count;
        }

        return purged;
    }

    /// <inheritdoc/>
    public async Task Discard(string storageKey)
    {
        try
        {
            await _store.Delete(storageKey);
        }
        catch (ObjectStoreException error)
        {
            LogFailed(error, _organizationId);
        }
    }

    /// <inheritdoc/>
    public async Task<FileSweep> SweepFiles()
    {
        var before = _time.GetUtcNow() - FileComparison.Young;
        var found = await new FileComparison(_organizationId, _store, after => _org.Query(new PageOfFiles(after, before.UtcDateTime))!).Run(before);
        found.Orphans.AddRange(await ReplacedLogos(before));
        foreach (var key in found.Orphans)
        {
            await _store.Delete(key);
        }

        if (found.Missing.Count > 0)
        {
            LogMissing(_organizationId, found.Missing.Count, found.Missing[0]);
        }

        return new(found.Orphans.Count, found.Missing);
    }

    private async Task<List<string>> ReplacedLogos(DateTimeOffset before)
    {
        var old = new List<string>();
        await foreach (var stored in _store.List(StorageKeys.LogoPrefixOf(_organizationId)))
        {
            if (stored.Modified < before)
            {
                old.Add(stored.Key);
            }
        }

        // Asked after the listing: what is set meanwhile is younger.
        if (old.Count > 0 && await GrainFactory.Access(_organizationId).LogoKey() is { } current)
        {
            old.Remove(current);
        }

        return old;
    }

    [LoggerMessage(LogLevel.Warning, "What organization {OrganizationId} does not need any more could not be removed")]
    private partial void LogFailed(Exception error, Guid organizationId);

    [LoggerMessage(LogLevel.Error, "Organization {OrganizationId} has {Count} files whose bytes are not in the object store, such as {AttachmentId}")]
    private partial void LogMissing(Guid organizationId, int count, Guid attachmentId);
}
