using System.Globalization;
using System.Text;

namespace BraidMgr.Grains.Projects.V1Files.Yaml;

/// <summary>
/// Chooses how a text is written. YAML 1.1 and 1.2 must both read it as the same text, whatever program does: what could be
/// anything else gets quotes, and what is not plainly printable gets escapes.
/// </summary>
internal static class YamlScalar
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", "infinity",
    };

    /// <summary>
    /// True for a text of several lines that can stand as a block after <c>|</c> exactly as it is: one that begins with white
    /// space would need an indentation sign, and of the line breaks at the end the block keeps one.
    /// </summary>
    public static bool CanBeBlock(string text) =>
        text.Contains('\n')
        && text[0] is not (' ' or '\t' or '\n')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && text.All(c => c == '\n' || IsPrintable(c));

    /// <summary>The text on one line: bare, in single quotes, or in double quotes with escapes.</summary>
    public static string OneLine(string text) =>
        !text.All(IsPrintable) ? Escaped(text)
        : CanBeBare(text) && !Words.Contains(text) ? text
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // Begins with a letter, so that it is no number, date or sign of YAML, and holds nothing that ends a bare text or starts a comment.
    private static bool CanBeBare(string text) =>
        text.Length > 0
        && char.IsLetter(text[0])
        && text[^1] is not (' ' or ':')
        && !text.Contains('\t')
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal);

    private static string Escaped(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                _ when IsPrintable(c) => quoted.Append(c),
                _ => quoted.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
            };
        }

        return quoted.Append('"').ToString();
    }

    // Line breaks of YAML 1.1, controls, and what its specification calls not printable.
    private static bool IsPrintable(char c) => c == '\t'
        || (c >= ' ' && c is not ((>= '\u007F' and <= '\u009F') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF'));
}
