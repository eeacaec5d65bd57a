using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Operations;

/// <summary>All runs (key: 0): the door by which a run begins, and the list by which one that a crash stopped is found again.</summary>
[Alias("braid.runs-grain"), Version(1)]
public interface IRunsGrain : IGrainWithIntegerKey
{
    /// <summary>Stores the order and begins the run. CONFLICT, naming it, while another with that subject is under way.</summary>
    Task<Run> Start(RunOrder order);

    /// <summary>The newest runs first, without their steps.</summary>
    Task<RunList> List();

    /// <summary>Lets every run go on that is not over; hosts ask for it when they start, and again and again.</summary>
    Task WakeUnfinished();
}

/// <summary>One run (key: its id). It works beside its calls, so that it can be looked at meanwhile.</summary>
[Alias("braid.run-grain"), Version(1)]
public interface IRunGrain : IGrainWithGuidKey
{
    /// <summary>Stores the order and begins; once it is stored the run is seen through, whatever host it takes. Again with the same order is no error.</summary>
    Task<Run> Start(RunOrder order);

    /// <summary>How it stands, with the steps that changed after a number. NOT_FOUND when there is no such run.</summary>
    Task<Run> Look(long after);

    /// <summary>Asks it to end at the next safe place; what is done stays done. CONFLICT where there is none any more.</summary>
    Task<Run> Cancel();

    /// <summary>Lets it go on where a crash stopped it; null when nothing is stored of it.</summary>
    Task<Run?> Wake();

    /// <summary>Removes what is stored of a run that is over.</summary>
    Task Forget();
}
