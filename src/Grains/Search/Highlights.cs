using System.Text;
using System.Text.Encodings.Web;

namespace BraidMgr.Grains.Search;

/// <summary>
/// Makes HTML of what the database highlighted. The database marks words with two characters that no text keeps, and everything
/// else is escaped here: what people write never becomes markup.
/// </summary>
internal static class Highlights
{
    /// <summary>The code of the character before a word that matches; of the private use area.</summary>
    public const string StartCode = "57344";

    /// <summary>The code of the character after it.</summary>
    public const string EndCode = "57345";

    private const char Start = '\uE000';
    private const char End = '\uE001';

    /// <summary>A marked text as HTML.</summary>
    public static string OfText(string marked)
    {
        var html = new StringBuilder(marked.Length + 32);
        var open = false;
        foreach (var part in Parts(marked))
        {
            open = Append(html, part, open);
        }

        return html.Append(open ? "</mark>" : "").ToString();
    }

    /// <summary>A file's name as HTML, by the marks in its words: those are the name with spaces for dots, dashes and underscores.</summary>
    public static string OfFile(string filename, string markedWords)
    {
        var marked = new StringBuilder(markedWords.Length);
        var at = 0;
        foreach (var c in markedWords)
        {
            if (c is Start or End)
            {
                marked.Append(c);
            }
            else if (at < filename.Length)
            {
                marked.Append(filename[at++]);
            }
        }

        return OfText(marked.Append(filename, at, filename.Length - at).ToString());
    }

    private static bool Append(StringBuilder html, string part, bool open)
    {
        switch (part)
        {
            case "\uE000" when !open:
                html.Append("<mark>");
                return true;
            case "\uE001" when open:
                html.Append("</mark>");
                return false;
            case "\uE000" or "\uE001":
                return open;
            default:
                html.Append(HtmlEncoder.Default.Encode(part));
                return open;
        }
    }

    private static IEnumerable<string> Parts(string marked)
    {
        var from = 0;
        for (var at = 0; at < marked.Length; at++)
        {
            if (marked[at] is Start or End)
            {
                if (at > from)
                {
                    yield return marked[from..at];
                }

                yield return marked[at].ToString();
                from = at + 1;
            }
        }

        if (from < marked.Length)
        {
            yield return marked[from..];
        }
    }
}
