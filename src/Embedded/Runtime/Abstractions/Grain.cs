using System.Diagnostics.CodeAnalysis;
using BraidMgr.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What the engine needs of a grain class; <see cref="Grain"/> brings it.</summary>
public interface IGrainBase
{
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first request; when it throws, callers get the exception and the activation is gone.</summary>
    Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last request; it is given up after <c>GrainCollectionOptions.DeactivationTimeout</c>.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Base of grain classes: one activation per key, whose code never runs in parallel with itself.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    protected Grain() : this(RuntimeContext.Current!)
    {
    }

    protected Grain(IGrainContext grainContext) => GrainContext = grainContext;

    /// <summary>The activation; null only when the class was constructed by hand.</summary>
    [AllowNull]
    public IGrainContext GrainContext { get; }

    /// <summary>The type and key of this grain, for logs.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    protected IGrainFactory GrainFactory => Activation.Silo.References;

    /// <summary>The services of this activation; they are disposed with it.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    private Activation Activation =>
        GrainContext as Activation ?? throw new InvalidOperationException("The grain was created outside of the engine.");

    /// <summary>Deactivates once the running requests are done; the next request gets a new activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps the activation from idle collection for at least this long; zero takes it back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
}
