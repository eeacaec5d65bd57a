using System.Collections.Concurrent;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>The activations of the silo: at most one for each grain, or the workers of a stateless worker grain.</summary>
internal sealed class Catalog(EmbeddedSilo silo) : IActivationOwner
{
    /// <summary>How often a call is passed on by activations that ended before they became valid.</summary>
    private const int MaxForwards = 2;

    private readonly ConcurrentDictionary<GrainId, CallTarget> _targets = new();

    public IEnumerable<Activation> Activations => _targets.Values.SelectMany(static target => target switch
    {
        Activation activation => [activation],
        StatelessWorkers workers => workers.Activations,
        _ => Array.Empty<Activation>(),
    });

    /// <summary>The target of the grain's calls; an activation is begun when there is none.</summary>
    public CallTarget Resolve(GrainId grainId, ExecutionContext context) =>
        _targets.TryGetValue(grainId, out var target) ? target : Create(grainId, context);

    public void Remove(StatelessWorkers workers) => _targets.TryRemove(new(workers.GrainId, workers));

    /// <summary>Puts an activation in the place of one that ends, with the calls it left; those that arrive later come behind.</summary>
    public void Replace(Activation old, List<GrainCall> waiting)
    {
        waiting.RemoveAll(RejectIfForwardedTooOften);
        if (waiting.Count == 0)
        {
            _targets.TryRemove(new(old.GrainId, old));
            return;
        }

        var replacement = new Activation(silo, old.Class, old.GrainId) { Owner = this };
        replacement.Inherit(waiting);
        _targets[old.GrainId] = replacement;
        replacement.Start(waiting[0].Context);
    }

    private CallTarget Create(GrainId grainId, ExecutionContext context)
    {
        var grainClass = silo.Manifest.ClassOf(grainId);
        if (grainClass.MaxLocalWorkers > 0)
        {
            return _targets.GetOrAdd(grainId, new StatelessWorkers(silo, grainClass, grainId));
        }

        var activation = new Activation(silo, grainClass, grainId) { Owner = this };
        var target = _targets.GetOrAdd(grainId, activation);
        if (target == activation)
        {
            activation.Start(context);
        }

        return target;
    }

    private static bool RejectIfForwardedTooOften(GrainCall call)
    {
        if (call.Forwards <= MaxForwards)
        {
            return false;
        }

        call.AnswerWith(new OrleansMessageRejectionException($"{call} was deactivated before it could run, {call.Forwards} times."));
        call.StopClock();
        return true;
    }
}
