using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Grains.Operations.Runs;

/// <summary>What the storage keeps of the list of runs.</summary>
public sealed class StoredRuns
{
    /// <summary>Oldest first, as last seen, without their steps.</summary>
    public List<Run> Runs { get; set; } = [];
}

/// <summary>The list of runs. A run is in it before it is stored, so that none can be lost.</summary>
internal sealed class RunsGrain([PersistentState("runs", "central")] IPersistentState<StoredRuns> stored, TimeProvider time) : Grain, IRunsGrain
{
    private const int Kept = 200;

    /// <inheritdoc/>
    public async Task<Run> Start(RunOrder order)
    {
        await Refresh();
        if (stored.State.Runs.Find(r => r.Subject == order.Subject && !r.IsOver) is { } other)
        {
            throw Error.Conflict($"Run {other.Id} ({other.Kind}, by {other.StartedBy}) is under way for {order.Subject}. Wait for it, or cancel it.");
        }

        stored.State.Runs.Add(new Run(
            order.Id, order.Kind, order.Subject, RunState.Waiting, order.StartedBy, time.GetUtcNow(), null, 0, 0, 0, null, 0, []));
        await ForgetOldest();
        await stored.WriteStateAsync();
        return await GrainFactory.Run(order.Id).Start(order);
    }

    /// <inheritdoc/>
    public async Task<RunList> List()
    {
        await Refresh();
        return new RunList([.. stored.State.Runs.AsEnumerable().Reverse()], stored.State.Runs.Count);
    }

    /// <inheritdoc/>
    public async Task WakeUnfinished()
    {
        if (await Refresh())
        {
            await stored.WriteStateAsync();
        }
    }

    /// <summary>Asks every run that was not over; true when one is now, or never began.</summary>
    private async Task<bool> Refresh()
    {
        var changed = false;
        foreach (var run in stored.State.Runs.Where(r => !r.IsOver).ToList())
        {
            var place = stored.State.Runs.IndexOf(run);
            if (await GrainFactory.Run(run.Id).Wake() is { } now)
            {
                stored.State.Runs[place] = now;
                changed |= now.IsOver;
            }
            else
            {
                // The crash came between the list and the order.
                stored.State.Runs.RemoveAt(place);
                changed = true;
            }
        }

        return changed;
    }

    private async Task ForgetOldest()
    {
        while (stored.State.Runs.Count > Kept && stored.State.Runs.Find(r => r.IsOver) is { } oldest)
        {
            await GrainFactory.Run(oldest.Id).Forget();
            stored.State.Runs.Remove(oldest);
        }
    }
}
