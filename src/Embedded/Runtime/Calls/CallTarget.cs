using System.ComponentModel;
using System.Runtime.InteropServices;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>What a reference sends its calls to: an activation, the workers of a stateless worker grain, or an observer.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CallTarget
{
    private protected CallTarget()
    {
    }

    /// <summary>Runs the call now when that can be, else queues it; false when the target is gone and another must be found.</summary>
    internal abstract bool Send(GrainCall call);

    /// <summary>The caller has its answer: a call that still waits is taken out, one that runs is told when it was canceled.</summary>
    internal abstract void Abandon(GrainCall call, bool canceled);
}

/// <summary>What a generated proxy is constructed from.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StructLayout(LayoutKind.Auto)]
public readonly struct ReferenceSeed
{
    internal ReferenceSeed(EmbeddedSilo silo, GrainId grainId, CallTarget? fixedTarget = null)
    {
        Silo = silo;
        GrainId = grainId;
        FixedTarget = fixedTarget;
    }

    internal EmbeddedSilo Silo { get; }

    internal GrainId GrainId { get; }

    /// <summary>The observer behind the reference; null for grains, whose activation is looked up.</summary>
    internal CallTarget? FixedTarget { get; }
}
