using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using BraidMgr.Embedded;

namespace Orleans.Runtime;

/// <summary>A reference to a grain or observer; equal to others to the same one. Generated proxies derive from it.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly ReferenceSeed _seed;
    private CallTarget? _target;

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GrainReference(ReferenceSeed seed)
    {
        _seed = seed;
        _target = seed.FixedTarget;
    }

    public GrainId GrainId => _seed.GrainId;

    internal Observer? Observer => _seed.FixedTarget as Observer;

    internal T As<T>() => this is T same ? same : _seed.Silo.References.Get<T>(_seed);

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task<TResult> Invoke<TResult>(GrainCall<TResult> call)
    {
        if (call.CallerToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(call.CallerToken);
        }

        return Dispatch(call) is { } refusal ? Task.FromException<TResult>(refusal) : call.Answer;
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task Invoke(GrainCallOfTask call)
    {
        if (call.CallerToken.IsCancellationRequested)
        {
            return Task.FromCanceled(call.CallerToken);
        }

        return Dispatch(call) is { } refusal ? Task.FromException(refusal) : call.Answer;
    }

    /// <summary>Sends a call that nobody waits for.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task InvokeOneWay(GrainCall call)
    {
        Dispatch(call);
        return Task.CompletedTask;
    }

    /// <summary>Turns a grain that passes itself as an argument into a reference to it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [return: NotNullIfNotNull(nameof(argument))]
    protected static T Argument<T>(T argument)
        where T : IAddressable? => argument switch
        {
            null or GrainReference => argument,
            IGrainBase grain => ((IAddressable)grain).AsReference<T>(),
            _ => throw new NotSupportedException(
                $"{argument.GetType()} cannot be an argument of a grain call; did you forget CreateObjectReference?"),
        };

    /// <summary>Turns a grain that a method returns into a reference to it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected static async Task<T> AddressableResult<T>(Task<T> result)
        where T : IAddressable? => Argument(await result);

    /// <summary>Sends the call to its target; returns why not when the silo does not serve.</summary>
    private SiloUnavailableException? Dispatch(GrainCall call)
    {
        if (_seed.Silo.Refusal() is { } refusal)
        {
            return refusal;
        }

        call.Context = RequestContext.ForCallee();
        call.Activity = _seed.Silo.PropagatesActivities ? Activity.Current : null;
        while (true)
        {
            var target = _target ??= _seed.Silo.Catalog.Resolve(_seed.GrainId, call.Context);
            if (target.Send(call))
            {
                return null;
            }

            _target = null;
        }
    }

    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    public sealed override int GetHashCode() => GrainId.GetHashCode();

    public sealed override string ToString() => $"GrainReference:{GrainId}";

    public static bool operator ==(GrainReference? left, GrainReference? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(GrainReference? left, GrainReference? right) => !(left == right);
}
