namespace BraidMgr.Grains.Orgs;

/// <summary>
/// Writes in order of arrival, and the rule by which they become groups (architecture, rule 5): writes of a type combine, a
/// group changes no row twice, and of two changes of one row the earlier commits first. Used from one grain's turns only.
/// </summary>
internal sealed class WriteQueue(int maxGroupSize)
{
    private readonly HashSet<Guid> _rows = [];
    private LinkedList<PendingWrite> _waiting = new();

    /// <summary>How many writes wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds a write behind the others.</summary>
    public void Enqueue(PendingWrite write) => _waiting.AddLast(write);

    /// <summary>Takes the next group: one set per type that combines, in the order in which the types first came.</summary>
    public List<StatementSet> TakeGroup()
    {
        var sets = new List<StatementSet>();
        var weight = 0;
        _rows.Clear();
        for (var node = _waiting.First; node is not null && weight < maxGroupSize;)
        {
            var next = node.Next;
            // A row that is in the group already, or waits behind one that is, keeps its place in the queue.
            if (_rows.Add(node.Value.Write.Row))
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
