using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Projects.V1Files;
using CsvHelper;

namespace BraidMgr.Grains.Budget.Files;

/// <summary>Reads the line of a CSV file on which the parser stands, and reports what is wrong with it.</summary>
internal sealed class LineReader(IParser parser, Dictionary<string, int> columns, ProblemList problems)
{
    private const int MaxName = 200;
    private bool _wrong;

    /// <summary>The line; null when something in it cannot be read.</summary>
    public TimesheetLine? Read()
    {
        if (parser.Count > 1 && parser.Count < columns.Values.Max() + 1)
        {
            problems.Error(null, "line", null, $"has {parser.Count} values; the first line names {columns.Values.Max() + 1} or more", parser.RawRow);
            return null;
        }

        var line = new TimesheetLine(
            parser.RawRow,
            Required("week_ending", Formats.Date),
            Resource(),
            Amount("hours", BudgetChecks.MaxHours) ?? Missing<decimal>("hours"),
            Amount("rate", BudgetChecks.MaxRate),
            Amount("cost", BudgetChecks.MaxMoney),
            Value("complete_week", Formats.Flag) ?? true);
        return _wrong ? null : line;
    }

    private string Resource()
    {
        var name = Text("resource_name") ?? Missing<string>("resource_name") ?? "";
        var problem = name.Length > MaxName ? $"has {name.Length} characters; at most {MaxName} are allowed"
            : TimesheetCsv.IsFormula(name) ? "begins like a formula of a spreadsheet"
            : !ValidationErrors.IsStorable(name) ? "contains a character that cannot be stored"
            : null;
        if (problem is not null)
        {
            Error("resource_name", name, problem);
        }

        return name;
    }

    private decimal? Amount(string column, decimal below)
    {
        var value = Value(column, Formats.Money);
        if (value < 0 || value >= below)
        {
            Error(column, Text(column), $"must be from 0 and below {below:0}");
        }

        return value;
    }

    private T Required<T>(string column, Func<string, Parsed<T?>> parse)
        where T : struct => Text(column) is null ? Missing<T>(column) : Value(column, parse) ?? default;

    private T? Value<T>(string column, Func<string, Parsed<T?>> parse)
        where T : struct
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        var parsed = text.Length <= 100 ? parse(text) : Parsed.Error<T?>("is too long for a value of this column");
        if ((parsed.Error ?? parsed.Warning) is { } reason)
        {
            Error(column, text, reason);
        }

        return parsed.Value;
    }

    private T? Missing<T>(string column)
    {
        Error(column, null, "is missing");
        return default;
    }

    private string? Text(string column) =>
        columns.TryGetValue(column, out var at) && at < parser.Count && parser[at].Trim() is { Length: > 0 } text ? text : null;

    private void Error(string column, string? value, string reason)
    {
        _wrong = true;
        problems.Error(null, column, value, reason, parser.RawRow);
    }
}
