using System.Globalization;
using System.Text.RegularExpressions;

namespace BraidMgr.Grains.Assistant;

/// <summary>What a question is about.</summary>
internal enum Subject
{
    /// <summary>Nothing that the built-in assistant knows.</summary>
    Unknown,

    /// <summary>Items by number.</summary>
    Items,

    /// <summary>What depends on what.</summary>
    Blocks,

    /// <summary>Money.</summary>
    Budget,

    /// <summary>What was done lately.</summary>
    Changes,

    /// <summary>What is late, and why.</summary>
    Late,

    /// <summary>Who has what.</summary>
    Whose,

    /// <summary>How things stand.</summary>
    Status,
}

/// <summary>Reads a question. Only the question is read so: texts of items are never.</summary>
internal static partial class Subjects
{
    /// <summary>What a question is about; the first that fits.</summary>
    public static Subject Of(string question) =>
        Blocks().IsMatch(question) ? Subject.Blocks
        : Numbers(question).Count > 0 ? Subject.Items
        : Budget().IsMatch(question) ? Subject.Budget
        : AsksForChanges().IsMatch(question) ? Subject.Changes
        : Late().IsMatch(question) ? Subject.Late
        : Changes().IsMatch(question) ? Subject.Changes
        : Whose().IsMatch(question) ? Subject.Whose
        : Status().IsMatch(question) ? Subject.Status
        : Subject.Unknown;

    /// <summary>The numbers of items in a question, such as #42; the first ten.</summary>
    public static IReadOnlyList<int> Numbers(string question) =>
        [.. AllNumbers(question).Take(10)];

    /// <summary>All numbers of items in a text, each once.</summary>
    public static IEnumerable<int> AllNumbers(string text) =>
        Number().Matches(text).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct();

    /// <summary>Whether a name stands in a question as words of its own.</summary>
    public static bool Names(string question, string name) =>
        Regex.IsMatch(question, $@"(?<!\w){Regex.Escape(name)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"#(\d{1,9})(?!\w)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(block\w*|depend\w*|waiting (on|for)|waits? (on|for))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\b(budget\w*|burn\w*|spen[dt]\w*|costs?|money|allocat\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Budget();

    [GeneratedRegex(@"\b(chang\w*|happened|activity|this week|last week|recent\w*|new|news)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Changes();

    // "What changed in the late ones?" is about changes; "what is late this week?" is not.
    [GeneratedRegex(@"\b(chang\w*|happened|activity)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsksForChanges();

    [GeneratedRegex(@"\b(late|overdue|delay\w*|behind|deadlines?|slip\w*|critical|trouble)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Late();

    [GeneratedRegex(@"\b(who|whose|assign\w*|responsible|owns?|owners?|my|mine)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Whose();

    [GeneratedRegex(@"\b(status|summar\w*|overview|progress|going|stands?|doing)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Status();
}
