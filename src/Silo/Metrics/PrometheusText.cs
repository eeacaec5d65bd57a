using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace BraidMgr.Silo.Metrics;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    /// <summary>The Content-Type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _names = [];

    /// <summary>Writes all series of an instrument.</summary>
    public void Add(Instrument instrument, IEnumerable<KeyValuePair<Tags, Series>> series)
    {
        var (name, type) = (NameOf(instrument), TypeOf(instrument));
        var all = series.ToList();
        // Two meters may have an instrument of one name; the format takes one.
        if (all.Count == 0 || !_names.Add(name))
        {
            return;
        }

        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description ?? instrument.Name}\n# TYPE {name} {type}\n");
        foreach (var (tags, values) in all)
        {
            Write(name, tags.Text, values);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>A name with nothing in it that the format does not take.</summary>
    public static string Name(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private void Write(string name, string labels, Series series)
    {
        var (value, count, buckets) = series.Read();
        if (!series.IsHistogram)
        {
            Line(name, labels, value);
            return;
        }

        var before = labels.Length == 0 ? "" : labels + ",";
        for (var i = 0; i < buckets.Length; i++)
        {
            Line(name + "_bucket", string.Create(CultureInfo.InvariantCulture, $"{before}le=\"{Series.Bounds[i]}\""), buckets[i]);
        }

        Line(name + "_bucket", before + "le=\"+Inf\"", count);
        Line(name + "_sum", labels, value);
        Line(name + "_count", labels, count);
    }

    private void Line(string name, string labels, double value) =>
        _text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(CultureInfo.InvariantCulture, $" {value}\n");

    private static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        var name = Name(instrument.Name);
        return name + (name.EndsWith(unit, StringComparison.Ordinal) ? "" : unit) + (TypeOf(instrument) == "counter" ? "_total" : "");
    }

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name switch
    {
        var kind when kind.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
        var kind when kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) => "counter",
        _ => "gauge",
    };
}
