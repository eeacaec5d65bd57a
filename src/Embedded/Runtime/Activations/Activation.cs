using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>Where an activation is in its life; requests run only while it is valid.</summary>
internal enum ActivationState
{
    Activating,
    Valid,
    Deactivating,
    Gone,
}

/// <summary>
/// One grain in memory. At most one thread owns its turn at a time, and only the owner runs the grain's code. Everything below
/// <see cref="_gate"/> is guarded by it; no grain code runs while it is held.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The limit's timer is stopped and it holds no handle; disposing it would race with Deactivate.")]
internal sealed partial class Activation : CallTarget, IGrainContext, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly ActivationScheduler _scheduler;

    public Activation(EmbeddedSilo silo, GrainClass grainClass, GrainId grainId)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        _scheduler = new ActivationScheduler(this);
        _requests = new RequestLine(grainClass.Reentrant);
    }

    public EmbeddedSilo Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public override string ToString() => GrainId.ToString();
}
