namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
public interface IGrainContext
{
    GrainId GrainId { get; }

    /// <summary>The grain object; null until it is constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>A service scope that lives as long as the activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation is gone. Awaiting it inside the grain itself is a deadlock.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation, which happens once the running requests are done.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>Tells which activation's turn runs on this thread.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation, or null outside of grain code.</summary>
    IGrainContext? GrainContext { get; }
}
