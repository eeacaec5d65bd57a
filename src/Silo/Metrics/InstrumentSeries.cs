using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace BraidMgr.Silo.Metrics;

/// <summary>What one instrument measured, a series for each set of tags.</summary>
internal sealed class InstrumentSeries : IEnumerable<KeyValuePair<Tags, Series>>
{
    // Against a tag that takes ever new values: beyond, new series of an instrument are left out.
    private const int MaxSeries = 20_000;

    private readonly Instrument _instrument;
    private readonly ConcurrentDictionary<Tags, Series> _series = new(new Tags.Comparer());
    private readonly ConcurrentDictionary<Tags, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;

    /// <summary>Begins without a series.</summary>
    public InstrumentSeries(Instrument instrument)
    {
        _instrument = instrument;
        _byTags = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
    }

    /// <summary>Takes a measurement.</summary>
    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byTags.TryGetValue(tags, out var series))
        {
            if (_series.Count >= MaxSeries)
            {
                return;
            }

            _byTags.TryAdd(tags, Series.Of(_instrument));
            series = _byTags[tags];
        }

        series.Add(value);
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => _series.Clear();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Tags, Series>> GetEnumerator() => _series.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
