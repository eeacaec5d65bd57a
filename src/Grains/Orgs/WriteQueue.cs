namespace BraidMgr.Grains.Orgs;

/// <summary>
/// Writes in order of arrival, and the rule by which they become groups (architecture, rule 5): writes of a type combine, a
/// group changes no row twice, and a change keeps its order with others of its row and of the rows that it depends on. Used from one
/// grain's turns only.
/// </summary>
internal sealed class WriteQueue(int maxGroupSize)
{
    private readonly HashSet<Guid> _changed = [];
    private readonly HashSet<Guid> _dependedOn = [];
    private LinkedList<PendingWrite> _waiting = new();

    /// <summary>How many writes wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>The writes that wait.</summary>
    public IEnumerable<PendingWrite> Waiting => _waiting;

    /// <summary>Adds a write behind the others.</summary>
    public void Enqueue(PendingWrite write) => _waiting.AddLast(write);

    /// <summary>Takes the next group: one set per type that combines, in the order in which the types first came.</summary>
    public List<StatementSet> TakeGroup()
    {
        var sets = new List<StatementSet>();
        var weight = 0;
        _changed.Clear();
        _dependedOn.Clear();
        for (var node = _waiting.First; node is not null && weight < maxGroupSize;)
        {
            var next = node.Next;
            if (IsFree(node.Value.Write))
            {
                SetFor(node.Value, sets).Add(node.Value);
                weight += node.Value.Write.Weight;
                _waiting.Remove(node);
            }

            node = next;
        }

        return sets;
    }

    /// <summary>Takes the writes that came before <paramref name="timestamp"/>.</summary>
    public List<PendingWrite> TakeOlderThan(long timestamp)
    {
        var old = new List<PendingWrite>();
        while (_waiting.First is { } first && first.Value.EnqueuedAt < timestamp)
        {
            old.Add(first.Value);
            _waiting.RemoveFirst();
        }

        return old;
    }

    /// <summary>Takes all writes.</summary>
    public List<PendingWrite> TakeAll()
    {
        var all = _waiting.ToList();
        _waiting = new();
        return all;
    }

    /// <summary>
    /// Whether a write may join the group. Sets run in an order of their own, so one that touches what an earlier write of the group
    /// touches waits for the next group, and so does what comes behind it.
    /// </summary>
    private bool IsFree(Statements.Write write)
    {
        var free = !_changed.Contains(write.Row) && !_dependedOn.Contains(write.Row);
        _changed.Add(write.Row);
        foreach (var row in write.DependsOn)
        {
            free &= !_changed.Contains(row);
            _dependedOn.Add(row);
        }

        return free;
    }

    private static StatementSet SetFor(PendingWrite write, List<StatementSet> sets)
    {
        var kind = write.Write.GetType();
        var set = write.Write.Combines ? sets.Find(s => s.Kind == kind) : null;
        if (set is null)
        {
            sets.Add(set = new StatementSet { Kind = kind });
        }

        return set;
    }
}
