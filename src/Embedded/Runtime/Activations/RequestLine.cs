namespace BraidMgr.Embedded;

/// <summary>
/// The requests of one activation: which run, which wait, and which of those may start. One runs after the other unless the
/// grain or the method allows interleaving. Not thread-safe: the activation's gate guards it.
/// </summary>
internal sealed class RequestLine(bool reentrant)
{
    private CallQueue _ordinary;
    private CallQueue _interleaving;
    private int _waitingReadOnly;
    private long _arrivals;
    private int _blockers;
    private bool _blockersReadOnly;

    public int Running { get; private set; }

    public int Waiting => _ordinary.Count + _interleaving.Count;

    public bool MayStart(GrainCall call) => _blockers == 0 || Interleaves(call) || (_blockersReadOnly && call.IsReadOnly);

    public void Start(GrainCall call)
    {
        Running++;
        if (!Interleaves(call))
        {
            _blockersReadOnly = call.IsReadOnly && (_blockers == 0 || _blockersReadOnly);
            _blockers++;
        }
    }

    public void End(GrainCall call)
    {
        Running--;
        _blockers -= Interleaves(call) ? 0 : 1;
    }

    public void Add(GrainCall call)
    {
        if (Interleaves(call))
        {
            _interleaving.Add(call, _arrivals++);
            return;
        }

        _ordinary.Add(call, _arrivals++);
        _waitingReadOnly += call.IsReadOnly ? 1 : 0;
    }

    public void Remove(GrainCall call)
    {
        if (Interleaves(call))
        {
            _interleaving.Remove(call);
            return;
        }

        _ordinary.Remove(call);
        _waitingReadOnly -= call.IsReadOnly ? 1 : 0;
    }

    /// <summary>The first to have arrived of those that may start now; it stays in the line.</summary>
    public GrainCall? Next()
    {
        var ordinary = _blockers == 0 ? _ordinary.First : FirstReadOnly();
        return Earlier(ordinary, _interleaving.First);
    }

    /// <summary>Takes out all that wait, in order of arrival.</summary>
    public List<GrainCall> TakeAll()
    {
        var taken = new List<GrainCall>(Waiting);
        while (Earlier(_ordinary.First, _interleaving.First) is { } call)
        {
            Remove(call);
            taken.Add(call);
        }

        return taken;
    }

    private bool Interleaves(GrainCall call) => reentrant || call.Interleaves;

    private GrainCall? FirstReadOnly()
    {
        if (!_blockersReadOnly || _waitingReadOnly == 0)
        {
            return null;
        }

        var call = _ordinary.First;
        while (call is { IsReadOnly: false })
        {
            call = call.Queued.Next;
        }

        return call;
    }

    private static GrainCall? Earlier(GrainCall? one, GrainCall? other) =>
        one is null || (other is not null && other.Queued.Order < one.Queued.Order) ? other : one;
}
