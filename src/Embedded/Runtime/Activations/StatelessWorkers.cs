using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>The activations of one stateless worker grain; a call goes to a free one, else to a new one, else to the shortest queue.</summary>
internal sealed class StatelessWorkers(EmbeddedSilo silo, GrainClass grainClass, GrainId grainId) : CallTarget, IActivationOwner
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private bool _gone;

    public GrainId GrainId { get; } = grainId;

    public Activation[] Activations
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers];
            }
        }
    }

    internal override bool Send(GrainCall call) => Send(call, Activation.MayRunHere(call));

    /// <summary>Calls know the worker that they were given to, so this is not reached.</summary>
    internal override void Abandon(GrainCall call, bool canceled)
    {
    }

    // On the pool, because it is called under the worker's gate, which comes after ours.
    public void Replace(Activation old, List<GrainCall> waiting) => ThreadPool.UnsafeQueueUserWorkItem(
        static state => state.self.Forget(state.old, state.waiting), (self: this, old, waiting), preferLocal: false);

    private bool Send(GrainCall call, bool mayRunHere)
    {
        Activation worker;
        Activation.Admission admission;
        lock (_gate)
        {
            if (_gone)
            {
                return false;
            }

            do
            {
                worker = Pick(call);
                admission = worker.Admit(call, mayRunHere);
            }
            while (admission == Activation.Admission.Gone);
        }

        worker.Proceed(call, admission);
        return true;
    }

    private void Forget(Activation old, List<GrainCall> waiting)
    {
        lock (_gate)
        {
            _workers.Remove(old);
            _gone = _workers.Count == 0;
            if (_gone)
            {
                silo.Catalog.Remove(this);
            }
        }

        foreach (var call in waiting)
        {
            var workers = this;
            while (!workers.Send(call, mayRunHere: false))
            {
                workers = (StatelessWorkers)silo.Catalog.Resolve(GrainId, call.Context);
            }
        }
    }

    private Activation Pick(GrainCall call)
    {
        _workers.RemoveAll(static worker => worker.IsGone);
        var free = _workers.Find(static worker => worker.IsFree);
        return free ?? (_workers.Count < grainClass.MaxLocalWorkers ? Add(call) : _workers.MinBy(static worker => worker.WaitingCount)!);
    }

    private Activation Add(GrainCall call)
    {
        var worker = new Activation(silo, grainClass, GrainId) { Owner = this };
        _workers.Add(worker);
        worker.Start(call.Context);
        return worker;
    }
}
