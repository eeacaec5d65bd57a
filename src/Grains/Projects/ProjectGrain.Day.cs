using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Grains.Projects;

// What a new day changes: memory computes indicators at read, the stored ones are refreshed on the day's first use.
internal sealed partial class ProjectGrain
{
    private const int RefreshedAtOnce = 5000;

    private DateOnly _storedDay;
    private Task _refreshing = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<int> UpdateIndicators(Change change)
    {
        var access = await Authorize(change.Caller, Permission.EditItems);
        return await _answers.Once(change, StoredRows.Count, async () =>
        {
            var state = await State(access);
            await _refreshing;
            return await Refresh(state, access.Today, WriteContext.Of(change), evenIfSame: true);
        });
    }

    /// <summary>Starts the refresh of the stored indicators on the first use of a day; no read waits for it.</summary>
    private void TurnDay(ProjectState state, DateOnly today)
    {
        if (_storedDay != today && _refreshing.IsCompleted)
        {
            _storedDay = today;
            _refreshing = RefreshQuietly(state, today);
        }
    }

    private async Task RefreshQuietly(ProjectState state, DateOnly today)
    {
        try
        {
            await GrainFactory.Housekeeping(_organizationId).Used(today);
            await Refresh(state, today, WriteContext.System, evenIfSame: false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Only filters in SQL use what is stored; the next day, or the next activation, refreshes it.
            LogRefreshFailed(error, _organizationId, _projectId);
        }
    }

    private async Task<int> Refresh(ProjectState state, DateOnly today, WriteContext context, bool evenIfSame)
    {
        var stale = await Stale(state, today);
        if (stale.Count == 0 && !evenIfSame)
        {
            return 0;
        }

        // The answer under an idempotency key is one statement's: then all at once.
        foreach (var part in stale.Count == 0 ? [[]] : stale.Chunk(context.Idempotency is null ? RefreshedAtOnce : stale.Count))
        {
            var items = Array.ConvertAll(part, entry => entry.Item);
            var write = new RefreshIndicators(
                _projectId, Array.ConvertAll(items, i => i.Id), Array.ConvertAll(items, i => i.Indicator), Array.ConvertAll(items, i => i.Version))
            {
                Context = context,
            };
            _ = await Commit(write, (s, refreshed) => s.IndicatorsRefreshed(refreshed.At)) ?? throw Gone();
            for (var i = 0; i < part.Length; i++)
            {
                part[i].IndicatorStored(items[i]);
            }
        }

        return stale.Count;
    }

    private async ValueTask<List<ItemEntry>> Stale(ProjectState state, DateOnly today)
    {
        if (state.HoldsItems)
        {
            return [.. state.Items.Entries.Where(entry => entry.On(today).Indicator != entry.Stored)];
        }

        var stale = new List<ItemEntry>();
        await foreach (var entry in _stored.Matching(new ItemQuery(), 0, today, state.Calendar, new Visibility(Everything: true)))
        {
            if (entry.Item.Indicator != entry.Stored)
            {
                stale.Add(entry);
            }
        }

        return stale;
    }

    [LoggerMessage(LogLevel.Warning, "The stored indicators of project {ProjectId} of organization {OrganizationId} could not be refreshed")]
    private partial void LogRefreshFailed(Exception error, Guid organizationId, Guid projectId);
}
