namespace BraidMgr.Embedded;

/// <summary>A call's place in one queue; a call is in at most one queue of each kind.</summary>
internal struct CallLinks
{
    public GrainCall? Previous;
    public GrainCall? Next;
    public bool Linked;

    /// <summary>Rises with each arrival at the owner, so that two queues can be emptied in order of arrival.</summary>
    public long Order;
}

/// <summary>Calls that wait, in order of arrival; taking one out of the middle costs nothing. Not thread-safe.</summary>
internal struct CallQueue
{
    private GrainCall? _first;
    private GrainCall? _last;

    public readonly GrainCall? First => _first;

    public int Count { get; private set; }

    public void Add(GrainCall call, long order)
    {
        call.Queued = new CallLinks { Previous = _last, Linked = true, Order = order };
        if (_last is null)
        {
            _first = call;
        }
        else
        {
            _last.Queued.Next = call;
        }

        _last = call;
        Count++;
    }

    public void Remove(GrainCall call)
    {
        ref var links = ref call.Queued;
        if (links.Previous is null)
        {
            _first = links.Next;
        }
        else
        {
            links.Previous.Queued.Next = links.Next;
        }

        if (links.Next is null)
        {
            _last = links.Previous;
        }
        else
        {
            links.Next.Queued.Previous = links.Previous;
        }

        links = default;
        Count--;
    }
}
