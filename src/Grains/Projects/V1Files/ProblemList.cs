using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Collects what could not be read, bounded: a file that is wrong throughout gets a report that can be read.</summary>
internal sealed class ProblemList
{
    private const int ShownCharacters = 100;
    private readonly List<ImportProblem> _problems = [];
    private int _errors;
    private int _warnings;

    /// <summary>True when the file must not be imported.</summary>
    public bool HasErrors => _errors > 0;

    /// <summary>Adds what refuses the import.</summary>
    public void Error(int? itemNum, string field, string? value, string reason, int? line)
    {
        if (++_errors <= V1Limits.Problems)
        {
            Add(itemNum, field, value, reason, line, "error");
        }
    }

    /// <summary>Adds what is only told.</summary>
    public void Warn(int? itemNum, string field, string? value, string reason, int? line)
    {
        if (++_warnings <= V1Limits.Problems)
        {
            Add(itemNum, field, value, reason, line, "warning");
        }
    }

    /// <summary>The problems in order of lines, and at the end how many more there are.</summary>
    public IReadOnlyList<ImportProblem> InOrder() =>
        [.. _problems.OrderBy(p => p.Line ?? 0), .. Unlisted(_errors, "error"), .. Unlisted(_warnings, "warning")];

    private void Add(int? itemNum, string field, string? value, string reason, int? line, string severity) =>
        _problems.Add(new(itemNum, Shown(field), value is null ? null : Shown(value), Storable(reason), line, severity));

    private static IEnumerable<ImportProblem> Unlisted(int count, string severity)
    {
        if (count > V1Limits.Problems)
        {
            yield return new(null, "file", null, $"{count - V1Limits.Problems} more are not listed", null, severity);
        }
    }

    private static string Shown(string value) =>
        Storable(value.Length <= ShownCharacters ? value : value[..(ShownCharacters - 1)] + "…");

    // Half a surrogate pair, from an escape in the file or from the cut, has no UTF-8.
    private static string Storable(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
