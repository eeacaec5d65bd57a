using System.Globalization;
using System.Text;
using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Projects.Exports;
using BraidMgr.Grains.Projects.V1Files;
using CsvHelper;
using CsvHelper.Configuration;

namespace BraidMgr.Grains.Budget.Files;

/// <summary>A line of timesheets as it stands in a file.</summary>
internal sealed record TimesheetLine(int Line, DateOnly WeekEnding, string Resource, decimal Hours, decimal? Rate, decimal? Cost, bool CompleteWeek);

/// <summary>
/// Timesheets as CSV: a first line of names, then a line an entry. Separated by commas, semicolons, tabs or bars; what is wrong is
/// reported line by line (docs/budget.md).
/// </summary>
internal static class TimesheetCsv
{
    /// <summary>Most lines of a file.</summary>
    public const int MaxLines = 10_000;

    private static readonly string[] Needed = ["week_ending", "resource_name", "hours"];

    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["week_ending"] = "week_ending",
        ["week"] = "week_ending",
        ["resource_name"] = "resource_name",
        ["resource"] = "resource_name",
        ["name"] = "resource_name",
        ["hours"] = "hours",
        ["rate"] = "rate",
        ["hourly_rate"] = "rate",
        ["cost"] = "cost",
        ["complete_week"] = "complete_week",
        ["complete"] = "complete_week",
    };

    /// <summary>Reads a file; never throws for what is in it.</summary>
    public static List<TimesheetLine> Read(string text, ProblemList problems)
    {
        var lines = new List<TimesheetLine>();
        using var csv = new CsvReader(new StringReader(text), Configuration(text, problems));
        try
        {
            if (ReadHeader(csv, problems) is { } columns)
            {
                ReadLines(csv, columns, lines, problems);
            }
        }
        catch (CsvHelperException)
        {
            problems.Error(null, "line", null, "cannot be read as CSV", csv.Parser.RawRow);
        }

        return lines;
    }

    /// <summary>Writes entries, as all files for spreadsheets are written.</summary>
    public static string Write(IEnumerable<Timesheet> entries)
    {
        var text = new StringBuilder();
        CsvText.Begin(text, ["week_ending", "resource_name", "hours", "rate", "cost", "complete_week"]);
        foreach (var entry in entries)
        {
            CsvText.Record(
                text,
                [
                    (entry.WeekEnding.ToString("O", CultureInfo.InvariantCulture), false), (entry.ResourceName, true), (Number(entry.Hours), false),
                    (Number(entry.Rate), false), (Number(entry.Cost), false), (entry.CompleteWeek ? "true" : "false", false),
                ]);
        }

        return text.ToString();
    }

    private static CsvConfiguration Configuration(string text, ProblemList problems) => new(CultureInfo.InvariantCulture)
    {
        Delimiter = Separator(text),
        TrimOptions = TrimOptions.Trim,
        MissingFieldFound = null,
        BadDataFound = bad => problems.Error(null, "line", null, "has a quote in the middle of a value", bad.Context.Parser?.RawRow),
    };

    // The one that the line of names has most of; the rest of a file may hold others inside of values.
    private static string Separator(string text)
    {
        var header = text.AsSpan(0, Math.Max(text.AsSpan().IndexOfAny('\r', '\n'), 0)) is { IsEmpty: false } first ? first : text.AsSpan();
        var best = ',';
        foreach (var candidate in ";\t|")
        {
            best = header.Count(candidate) > header.Count(best) ? candidate : best;
        }

        return best.ToString();
    }

    private static Dictionary<string, int>? ReadHeader(CsvReader csv, ProblemList problems)
    {
        if (!csv.Read())
        {
            problems.Error(null, "file", null, "is empty", null);
            return null;
        }

        var columns = new Dictionary<string, int>();
        for (var i = 0; i < csv.Parser.Count; i++)
        {
            var name = csv.Parser[i].Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
            if (!Columns.TryGetValue(name, out var known))
            {
                problems.Warn(null, name, null, "is no column of timesheets and is dropped", 1);
            }
            else if (!columns.TryAdd(known, i))
            {
                problems.Error(null, known, null, "stands twice", 1);
            }
        }

        var missing = Needed.Where(c => !columns.ContainsKey(c)).ToList();
        missing.ForEach(c => problems.Error(null, c, null, "is missing from the first line, which must name the columns, separated by , ; tab or |", 1));
        return missing.Count == 0 ? columns : null;
    }

    private static void ReadLines(CsvReader csv, Dictionary<string, int> columns, List<TimesheetLine> lines, ProblemList problems)
    {
        for (var count = 1; csv.Read(); count++)
        {
            if (count > MaxLines)
            {
                problems.Error(null, "file", null, $"has more than {MaxLines} lines", csv.Parser.RawRow);
                return;
            }

            var fields = new LineReader(csv.Parser, columns, problems);
            if (fields.Read() is { } line)
            {
                lines.Add(line);
            }
        }
    }

    /// <summary>Whether a spreadsheet would take a text for a formula.</summary>
    public static bool IsFormula(string text) => CsvText.Defuse(text) != text;

    private static string Number(decimal value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
