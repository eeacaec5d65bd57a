namespace BraidMgr.Api.Hubs;

/// <summary>The last entries of a room, bounded in bytes: slow clients are served from it, until what they lack is gone.</summary>
internal sealed class EntryLog(long last, int maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _kept = new();
    private long _last = last;
    private int _bytes;

    /// <summary>The number of the last entry.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Adds the next entry.</summary>
    public void Add(Entry entry)
    {
        lock (_gate)
        {
            _kept.Enqueue(entry);
            _bytes += entry.Size;
            while (_bytes > maxBytes && _kept.Count > 1)
            {
                _bytes -= _kept.Dequeue().Size;
            }

            _last = entry.Number;
        }
    }

    /// <summary>The entries after a number; null when the first of them is gone.</summary>
    public IReadOnlyList<Entry>? After(long number)
    {
        lock (_gate)
        {
            var wanted = (int)Math.Min(_last - number, int.MaxValue);
            return wanted <= 0 ? [] : wanted > _kept.Count ? null : [.. _kept.Skip(_kept.Count - wanted)];
        }
    }
}
