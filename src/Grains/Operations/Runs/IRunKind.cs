namespace BraidMgr.Grains.Operations.Runs;

/// <summary>
/// What a run of one kind does. It may be begun again at any moment, on another host, after a crash at any place: it finds out from
/// the world, from its steps and from what it remembered what is left, and does that. Register it as a singleton.
/// </summary>
public interface IRunKind
{
    /// <summary>Names the kind in orders.</summary>
    string Kind { get; }

    /// <summary>
    /// Does what is left. When it returns the run is over: failed if a step failed, else done. What it throws ends the run as failed,
    /// but for what passes by itself, such as a server that is away: then it is begun again for ten minutes, counted anew from every step
    /// that gets done. It runs in the turns of the run's grain: no blocking, no Task.Run.
    /// </summary>
    Task Work(RunContext run, CancellationToken cancellationToken);

    /// <summary>
    /// Why a run cannot be cancelled any more; null while it can. What a step makes irrevocable is so when the step is done: until then a
    /// cancelled run is undone.
    /// </summary>
    string? Irrevocable(RunContext run) => null;

    /// <summary>
    /// Undoes what a run left that was cancelled, or failed by what it threw; also after a crash, when <see cref="Work"/> did not run again.
    /// The run ends when this returns. What passes is tried again for an hour; by anything else, and by then, the run ends as failed.
    /// </summary>
    Task Undo(RunContext run, CancellationToken cancellationToken) => Task.CompletedTask;
}
