using System.Diagnostics.Metrics;

namespace BraidMgr.Silo.Metrics;

/// <summary>The values of one instrument under one set of tags.</summary>
internal sealed class Series(bool sums, bool isHistogram)
{
    /// <summary>Upper bounds of a histogram's buckets, of seconds and of sizes alike.</summary>
    public static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 100, 300];

    private readonly Lock _gate = new();
    private readonly long[] _buckets = isHistogram ? new long[Bounds.Length] : [];
    private double _value;
    private long _count;

    /// <summary>Whether it counts how often values fell into which bucket.</summary>
    public bool IsHistogram => isHistogram;

    /// <summary>A series for what an instrument measures.</summary>
    public static Series Of(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var histogram = kind.StartsWith("Histogram", StringComparison.Ordinal);
        return new Series(sums: histogram || (!instrument.IsObservable && !kind.StartsWith("Gauge", StringComparison.Ordinal)), histogram);
    }

    /// <summary>Takes a measurement.</summary>
    public void Add(double value)
    {
        lock (_gate)
        {
            _value = sums ? _value + value : value;
            _count++;
            if (isHistogram && BucketOf(value) is var bucket && bucket < _buckets.Length)
            {
                _buckets[bucket]++;
            }
        }
    }

    /// <summary>Sum or last value, number of measurements, and how many were at most each bound.</summary>
    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (_gate)
        {
            var (atMost, sum) = (new long[_buckets.Length], 0L);
            for (var i = 0; i < atMost.Length; i++)
            {
                atMost[i] = sum += _buckets[i];
            }

            return (_value, _count, atMost);
        }
    }

    // The first bound that the value does not exceed; most values are small.
    private static int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < Bounds.Length && value > Bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }
}
