using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Reads one item. What concerns other items is left to <see cref="WholeLog"/>.</summary>
internal static class ItemReader
{
    /// <summary>The item as far as it can be read.</summary>
    /// <param name="value">The entry of the list of items.</param>
    /// <param name="position">Its place in the list, from 1: names an item without a number.</param>
    /// <param name="today">The date of notes of which nothing tells the age.</param>
    /// <param name="problems">Where problems go.</param>
    public static ItemRead? Read(YamlValue value, int position, DateOnly today, ProblemList problems)
    {
        if (value is not YamlMap map)
        {
            problems.Error(null, "items", (value as YamlText)?.Text, $"is no item: no fields stand here (item at position {position})", value.Line);
            return null;
        }

        var fields = new FieldReader(map, problems, "", $"item at position {position}");
        fields.ItemNum = Number(fields);
        var item = Fields(fields) with
        {
            DependsOn = fields.Numbers("dep_item_num"),
            RptOut = Reports(fields),
        };
        item = item with
        {
            CompletedOn = fields.Has("completed_on") ? fields.Value<DateOnly>("completed_on", Formats.Date) : item.CompletedOnByDefault,
            Notes = NotesText.Read(fields, "notes", item.CreatedDate ?? item.LastUpdated ?? today),
        };
        _ = fields.Find("indicator"); // Known, and computed anew.
        fields.WarnOfUnknown();
        return new(item, fields.LineOf("item_num"), fields.LineOf("workstream"), fields.LineOf("dep_item_num"));
    }

    private static int? Number(FieldReader fields)
    {
        var number = fields.Value<int>("item_num", Formats.ItemNum);
        if (fields.Find("item_num") is null)
        {
            fields.Error("item_num", null, "is missing", fields.Line);
        }

        return number;
    }

    private static RaidItem Fields(FieldReader fields) => new()
    {
        ItemNum = fields.ItemNum ?? 0,
        Type = Type(fields),
        Title = fields.RequiredText("title", V1Limits.Title),
        Description = fields.Text("description", V1Limits.Description, keepLineBreaks: true),
        Workstream = fields.Text("workstream", V1Limits.Name) is { } name && !string.IsNullOrWhiteSpace(name) ? name : null,
        AssignedTo = fields.Text("assigned_to", V1Limits.Name),
        Start = fields.Value<DateOnly>("start", Formats.Date),
        Finish = fields.Value<DateOnly>("finish", Formats.Date),
        Duration = fields.Value<int>("duration", Formats.Duration),
        Deadline = fields.Value<DateOnly>("deadline", Formats.Date),
        PercentComplete = fields.Value<int>("percent_complete", Formats.Percent) ?? 0,
        Priority = fields.Text("priority", V1Limits.Priority),
        Draft = fields.Value<bool>("draft", Formats.Flag) ?? false,
        ClientVisible = fields.Value<bool>("client_visible", Formats.Flag) ?? true,
        BudgetAmount = fields.Value<decimal>("budget_amount", Formats.Money),
        CreatedDate = fields.Value<DateOnly>("created_date", Formats.Date),
        LastUpdated = fields.Value<DateOnly>("last_updated", Formats.Date),
    };

    private static ItemType Type(FieldReader fields)
    {
        if (fields.Find("type") is null)
        {
            fields.Error("type", null, "is missing", fields.LineOf("type"));
        }

        return fields.Value<ItemType>("type", Formats.Type) ?? default;
    }

    private static string[]? Reports(FieldReader fields)
    {
        var names = fields.Names("rpt_out", V1Limits.Report);
        if (names.Count > V1Limits.Reports)
        {
            fields.Error("rpt_out", null, $"has {names.Count} names; at most {V1Limits.Reports} are allowed", fields.LineOf("rpt_out"));
        }

        return names.Count == 0 ? null : [.. names.Select(n => n.Name)];
    }
}

/// <summary>An item, and the lines of what can be found wrong with it later. The file's own values are let go.</summary>
internal sealed record ItemRead(RaidItem Item, int NumberLine, int WorkstreamLine, int DependenciesLine);
