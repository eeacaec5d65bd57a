using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BraidMgr.Grains;
using Microsoft.Extensions.Hosting;

namespace BraidMgr.Silo.Metrics;

/// <summary>Collects what meters measure from the start of the host on, for whoever asks at /metrics.</summary>
public sealed class MetricStore : IHostedService, IDisposable
{
    /// <summary>The meters that are listened to.</summary>
    internal static readonly string[] Meters =
        [Telemetry.Name, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();

    /// <summary>Listens from <see cref="StartAsync"/> on.</summary>
    public MetricStore()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static i => new(i)));
            }
        };
        _listener.SetMeasurementEventCallback<byte>(Take);
        _listener.SetMeasurementEventCallback<short>(Take);
        _listener.SetMeasurementEventCallback<int>(Take);
        _listener.SetMeasurementEventCallback<long>(Take);
        _listener.SetMeasurementEventCallback<float>(Take);
        _listener.SetMeasurementEventCallback<double>(Take);
        _listener.SetMeasurementEventCallback<decimal>(Take);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything measured so far, in the text format of Prometheus.</summary>
    public string Write()
    {
        // Until it is written: whoever asks at the same time would clear what was observed for this answer.
        lock (_listener)
        {
            Observe();
            return Text();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Observe()
    {
        // What is only observed is worth what it is now: what is gone is not shown for ever.
        foreach (var (_, series) in _instruments.Where(i => i.Key.IsObservable))
        {
            series.Clear();
        }

        _listener.RecordObservableInstruments();
    }

    private string Text()
    {
        var text = new PrometheusText();
        foreach (var (instrument, series) in _instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
        {
            text.Add(instrument, series);
        }

        return text.ToString();
    }

    // There is no state where a meter ended in the moment in which its instrument was asked: it is not listened to any more.
    private static void Take<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct, IConvertible => (state as InstrumentSeries)?.Add(value.ToDouble(null), tags);
}
