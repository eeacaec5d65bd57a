using System.Buffers;
using System.Text;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>Fields of a CSV file (RFC 4180) that a spreadsheet opens as what they are.</summary>
internal static class CsvText
{
    // Without it spreadsheets take UTF-8 for the code page of the machine.
    private const char ByteOrderMark = '\uFEFF';

    // What spreadsheets begin a formula with, full-width forms included, and the white space that they skip before it.
    private const string Formula = "=+-@\t\r\n|%\uFF1D\uFF0B\uFF0D\uFF20";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;\t ");

    /// <summary>Begins a file: the mark by which it is known for UTF-8, and the names of the columns.</summary>
    public static void Begin(StringBuilder text, IEnumerable<string> columns)
    {
        text.Append(ByteOrderMark);
        Record(text, columns.Select(name => ((string?)name, false)));
    }

    /// <summary>Adds a record. Texts that people wrote come defused: an apostrophe stands before what would be a formula.</summary>
    public static void Record(StringBuilder text, IEnumerable<(string? Value, bool IsText)> fields)
    {
        var first = true;
        foreach (var (value, isText) in fields)
        {
            text.Append(first ? "" : ",");
            Field(text, isText ? Defuse(value) : value);
            first = false;
        }

        text.Append("\r\n");
    }

    /// <summary>The text, with an apostrophe before it where a spreadsheet would compute it.</summary>
    public static string? Defuse(string? value) =>
        value?.TrimStart(' ', '\u00A0') is { Length: > 0 } trimmed && Formula.Contains(trimmed[0], StringComparison.Ordinal) ? "'" + value : value;

    private static void Field(StringBuilder text, string? value)
    {
        if (value is null || value.AsSpan().IndexOfAny(Quoted) < 0)
        {
            text.Append(value);
            return;
        }

        text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
