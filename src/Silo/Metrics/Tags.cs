using System.Globalization;
using System.Text;

namespace BraidMgr.Silo.Metrics;

/// <summary>The tags of a measurement. Some are taken on every request, so that a known set is found without making one.</summary>
internal sealed class Tags
{
    private readonly KeyValuePair<string, object?>[] _tags;

    private Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _tags = tags.ToArray();
        Text = Labels(tags);
    }

    /// <summary>As Prometheus writes labels, without braces.</summary>
    public string Text { get; }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(PrometheusText.Name(name)).Append("=\"")
                .Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return text.ToString();
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Compares tags by names and values, in the order in which they came.</summary>
    public sealed class Comparer : IEqualityComparer<Tags>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, Tags>
    {
        /// <inheritdoc/>
        public Tags Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate);

        /// <inheritdoc/>
        public bool Equals(Tags? x, Tags? y) => ReferenceEquals(x, y) || (x is not null && y is not null && Equals(x._tags, y));

        /// <inheritdoc/>
        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, Tags other)
        {
            if (alternate.Length != other._tags.Length)
            {
                return false;
            }

            for (var i = 0; i < alternate.Length; i++)
            {
                if (!object.Equals(alternate[i].Value, other._tags[i].Value) || alternate[i].Key != other._tags[i].Key)
                {
                    return false;
                }
            }

            return true;
        }

        /// <inheritdoc/>
        public int GetHashCode(Tags obj) => GetHashCode(obj._tags.AsSpan());

        /// <inheritdoc/>
        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            // An instrument's tags have the same names nearly always.
            var hash = alternate.Length;
            foreach (var (_, value) in alternate)
            {
                hash = HashCode.Combine(hash, value);
            }

            return hash;
        }
    }
}
