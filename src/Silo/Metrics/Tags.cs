using System.Globalization;
using System.Text;

namespace BraidMgr.Silo.Metrics;

/// <summary>The tags of a measurement, as Prometheus writes labels; equal when they read the same.</summary>
internal readonly record struct Tags
{
    /// <summary>Takes tags over, in the order in which they came.</summary>
    public Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            Text = "";
            return;
        }

        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(PrometheusText.Name(name)).Append("=\"")
                .Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        Text = text.ToString();
    }

    /// <summary>The labels, without braces.</summary>
    public string Text { get; }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
