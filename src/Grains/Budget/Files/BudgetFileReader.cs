using BraidMgr.Grains.Projects.V1Files;
using BraidMgr.Grains.Projects.V1Files.Yaml;
using YamlDotNet.Core.Events;

namespace BraidMgr.Grains.Budget.Files;

/// <summary>Reads a v1 budget file, which people edit by hand, and reports what cannot be read by field and line.</summary>
internal sealed class BudgetFileReader(ProblemList problems)
{
    private readonly List<FileRate> _rates = [];
    private readonly List<LedgerLine> _ledger = [];
    private readonly List<TimesheetLine> _timesheets = [];
    private readonly HashSet<string> _sections = [];

    /// <summary>Reads a file; never throws for what is in it.</summary>
    public BudgetFile Read(string yaml)
    {
        try
        {
            ReadDocument(new YamlEvents(FileText.Checked(yaml)));
        }
        catch (UnreadableFileException unreadable)
        {
            problems.Error(null, "file", null, unreadable.Message, unreadable.Line);
        }

        return new BudgetFile { RateCard = _rates, Ledger = _ledger, Timesheets = _timesheets };
    }

    private void ReadDocument(YamlEvents events)
    {
        events.TryTake<StreamStart>();
        if (!events.TryTake<DocumentStart>() || !events.TryTake<MappingStart>())
        {
            throw new UnreadableFileException("must have the fields metadata, rate_card, budget_ledger and timesheet_data at its top", null);
        }

        while (!events.TryTake<MappingEnd>())
        {
            var key = events.ReadKey();
            ReadSection(key, key.Text.Trim().ToLowerInvariant(), events);
        }

        events.ExpectEnd();
        if (!_sections.Overlaps(["rate_card", "budget_ledger", "timesheet_data"]))
        {
            problems.Error(null, "file", null, "has neither rate_card nor budget_ledger nor timesheet_data; is this a budget?", null);
        }
    }

    private void ReadSection(YamlText key, string name, YamlEvents events)
    {
        if (!_sections.Add(name))
        {
            throw new UnreadableFileException($"the section {name} stands twice", key.Line);
        }

        switch (name)
        {
            case "metadata":
                events.ReadValue();
                break;
            case "rate_card":
                Entries(name, events, fields => _rates.Add(Rate(fields)));
                break;
            case "budget_ledger":
                Entries(name, events, fields => _ledger.Add(Ledger(fields)));
                break;
            case "timesheet_data":
                Entries(name, events, fields => _timesheets.Add(Timesheet(fields)));
                break;
            default:
                events.ReadValue();
                problems.Warn(null, key.Text, null, "is no section of a budget and is dropped", key.Line);
                break;
        }
    }

    private void Entries(string section, YamlEvents events, Action<FieldReader> read)
    {
        if (!events.TryTake<SequenceStart>())
        {
            if (events.ReadValue() is var value and not YamlText { IsAbsent: true })
            {
                problems.Error(null, section, (value as YamlText)?.Text, "is not a list; each entry begins with a dash", value.Line);
            }

            return;
        }

        for (var position = 1; !events.TryTake<SequenceEnd>(); position++)
        {
            if (position > TimesheetCsv.MaxLines)
            {
                throw new UnreadableFileException($"{section} holds more than {TimesheetCsv.MaxLines} entries", events.Line);
            }

            ReadEntry(section, position, events.ReadValue(), read);
        }
    }

    private void ReadEntry(string section, int position, YamlValue value, Action<FieldReader> read)
    {
        if (value is not YamlMap map)
        {
            problems.Error(null, section, (value as YamlText)?.Text, $"no fields stand here (entry {position})", value.Line);
            return;
        }

        var fields = new FieldReader(map, problems, section + ".", $"entry {position}");
        read(fields);
        fields.WarnOfUnknown();
    }

    private static FileRate Rate(FieldReader fields) => new(
        fields.Line, fields.RequiredText("resource", V1Limits.Name), fields.Text("geography", V1Limits.Name),
        Amount(fields, "rate", BudgetChecks.MaxRate, isRequired: true) ?? 0, fields.Value<DateOnly>("roll_off_date", Formats.Date));

    private static LedgerLine Ledger(FieldReader fields)
    {
        var amount = fields.Value<decimal>("amount", Formats.Money);
        if (fields.Find("amount") is null)
        {
            fields.Error("amount", null, "is missing", fields.Line);
        }

        return new(amount ?? 0, fields.Value<DateOnly>("date", Formats.Date), fields.Text("note", V1Limits.Note, keepLineBreaks: true));
    }

    private static TimesheetLine Timesheet(FieldReader fields)
    {
        var week = fields.Value<DateOnly>("week_ending", Formats.Date);
        if (fields.Find("week_ending") is null)
        {
            fields.Error("week_ending", null, "is missing", fields.Line);
        }

        return new(
            fields.Line, week ?? default, fields.RequiredText("resource", V1Limits.Name),
            Amount(fields, "hours", BudgetChecks.MaxHours, isRequired: true) ?? 0, Amount(fields, "rate", BudgetChecks.MaxRate, false),
            Amount(fields, "cost", BudgetChecks.MaxMoney, false), fields.Value<bool>("complete_week", Formats.Flag) ?? true);
    }

    private static decimal? Amount(FieldReader fields, string field, decimal below, bool isRequired)
    {
        var value = fields.Value<decimal>(field, Formats.Money);
        if (value < 0 || value >= below)
        {
            fields.Error(field, $"{value}", $"must be from 0 and below {below:0}", fields.LineOf(field));
        }
        else if (isRequired && fields.Find(field) is null)
        {
            fields.Error(field, null, "is missing", fields.Line);
        }

        return value;
    }
}
