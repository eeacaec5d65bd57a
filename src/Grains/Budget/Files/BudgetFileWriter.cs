using System.Globalization;
using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Budget.Files;

/// <summary>Writes a v1 budget file, always the same for the same budget.</summary>
internal static class BudgetFileWriter
{
    /// <summary>The file's text.</summary>
    public static string Write(BudgetFile file)
    {
        var yaml = new YamlWriter();
        yaml.Section("metadata:");
        yaml.Text("project_name", file.ProjectName);
        Section(yaml, "rate_card", file.RateCard, Rate);
        Section(yaml, "budget_ledger", file.Ledger, Ledger);
        Section(yaml, "timesheet_data", file.Timesheets, Timesheet);
        return yaml.ToString();
    }

    private static void Section<T>(YamlWriter yaml, string name, IReadOnlyList<T> entries, Action<YamlWriter, T> write)
    {
        yaml.Section(entries.Count == 0 ? $"{name}: []" : $"{name}:");
        foreach (var entry in entries)
        {
            yaml.BeginEntry();
            write(yaml, entry);
        }
    }

    private static void Rate(YamlWriter yaml, FileRate rate)
    {
        yaml.Text("resource", rate.Resource);
        yaml.Text("geography", rate.Geography);
        yaml.Bare("rate", Money(rate.Rate));
        yaml.Bare("roll_off_date", Day(rate.RollOff));
    }

    private static void Ledger(YamlWriter yaml, LedgerLine line)
    {
        yaml.Bare("amount", Money(line.Amount));
        yaml.Bare("date", Day(line.Date));
        yaml.Lines("note", line.Note);
    }

    private static void Timesheet(YamlWriter yaml, TimesheetLine line)
    {
        yaml.Bare("week_ending", Day(line.WeekEnding));
        yaml.Text("resource", line.Resource);
        yaml.Bare("hours", Money(line.Hours));
        yaml.Bare("rate", Money(line.Rate));
        yaml.Bare("cost", Money(line.Cost));
        yaml.Bare("complete_week", line.CompleteWeek ? "true" : "false");
    }

    private static string? Money(decimal? amount) => amount?.ToString("0.00", CultureInfo.InvariantCulture);

    private static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);
}
