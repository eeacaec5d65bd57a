using System.Text;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>Texts and tables in GitHub's Markdown. What people wrote stays text: nothing of it is markup, HTML or a cell's end.</summary>
internal static class MarkdownText
{
    private const string Special = "\\`*_{}[]<>()#+-.!|~&=:@";

    /// <summary>A text on one line.</summary>
    public static string Escape(string? value)
    {
        var text = new StringBuilder((value?.Length ?? 0) + 16);
        foreach (var c in value ?? "")
        {
            if (c is '<' or '>' or '&')
            {
                text.Append(c switch { '<' => "&lt;", '>' => "&gt;", _ => "&amp;" });
            }
            else if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                text.Append(' ');
            }
            else
            {
                text.Append(Special.Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
            }
        }

        return text.ToString().Trim();
    }

    /// <summary>The head of a table, with a blank line before it.</summary>
    public static void Head(StringBuilder text, IReadOnlyList<string> headings)
    {
        text.Append('\n');
        Row(text, headings);
        Row(text, headings.Select(_ => "---"));
    }

    /// <summary>A row of a table, of cells that are escaped already.</summary>
    public static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
