using System.Globalization;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>
/// Writes a v1 RAID log file, always the same for the same log: fields in the order of the data model, absent ones left out,
/// quotes only where a text needs them, lines that end in LF. Items stand in the order of the log.
/// </summary>
public static class RaidLogWriter
{
    /// <summary>The file's text.</summary>
    public static string Write(RaidLog log) => Head(log, log.Items.Count > 0) + Items(log.Items);

    /// <summary>What stands before the items: the metadata, and the beginning of their section.</summary>
    public static string Head(RaidLog log, bool hasItems)
    {
        var yaml = new YamlWriter();
        Metadata(yaml, log);
        yaml.Section(hasItems ? "items:" : "items: []");
        return yaml.ToString();
    }

    /// <summary>Some of the items, as they stand in their section.</summary>
    public static string Items(IEnumerable<RaidItem> items)
    {
        var yaml = new YamlWriter();
        foreach (var item in items)
        {
            yaml.BeginEntry();
            Item(yaml, item);
        }

        return yaml.ToString();
    }

    private static void Metadata(YamlWriter yaml, RaidLog log)
    {
        yaml.Section("metadata:");
        yaml.Text("project_name", log.ProjectName);
        yaml.Text("client_name", log.ClientName);
        yaml.Bare("project_start", Day(log.ProjectStart));
        yaml.Bare("project_end", Day(log.ProjectEnd));
        yaml.Bare("next_item_num", Number(log.NextItemNum));
        yaml.Texts("workstreams", log.Workstreams);
    }

    private static void Item(YamlWriter yaml, RaidItem item)
    {
        yaml.Bare("item_num", Number(item.ItemNum));
        yaml.Bare("type", Labels<ItemType>.Of(item.Type));
        yaml.Text("title", item.Title);
        yaml.Lines("description", item.Description);
        yaml.Text("workstream", item.Workstream);
        yaml.Text("assigned_to", item.AssignedTo);
        yaml.Bare("dep_item_num", item.DependsOn.Count == 0 ? null : $"[{string.Join(", ", item.DependsOn.Select(n => Number(n)))}]");
        yaml.Bare("start", Day(item.Start));
        yaml.Bare("finish", Day(item.Finish));
        yaml.Bare("duration", Number(item.Duration));
        yaml.Bare("deadline", Day(item.Deadline));
        yaml.Bare("percent_complete", Number(item.PercentComplete));
        yaml.Bare("completed_on", CompletedOn(item));
        yaml.Text("priority", item.Priority);
        yaml.Bare("draft", Flag(item.Draft));
        yaml.Bare("client_visible", Flag(item.ClientVisible));
        yaml.Texts("rpt_out", item.RptOut ?? []);
        yaml.Bare("budget_amount", item.BudgetAmount?.ToString("0.00", CultureInfo.InvariantCulture));
        yaml.Bare("created_date", Day(item.CreatedDate));
        yaml.Bare("last_updated", Day(item.LastUpdated));
        yaml.Bare("indicator", Labels<Indicator>.Of(item.Indicator));
        yaml.Lines("notes", NotesText.Write(item.Notes));
    }

    // Only where a reader would not think of it by itself; a day that is not known is then written as none.
    private static string? CompletedOn(RaidItem item) =>
        item.CompletedOn == item.CompletedOnByDefault ? null : Day(item.CompletedOn) ?? "null";

    private static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Flag(bool flag) => flag ? "true" : "false";
}
