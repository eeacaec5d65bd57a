using System.Globalization;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>A column of a table of items.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Heading">Its name for people.</param>
/// <param name="IsText">People write it: it can hold anything.</param>
/// <param name="Value">Of an item and the name of its workstream.</param>
internal sealed record ItemColumn(string Name, string Heading, bool IsText, Func<Item, string?, string?> Value);

/// <summary>The columns of tables of items.</summary>
internal static class ItemColumns
{
    /// <summary>All, for spreadsheets.</summary>
    public static IReadOnlyList<ItemColumn> All { get; } =
    [
        Plain("item_num", "#", i => Number(i.ItemNum)),
        Plain("type", "Type", i => Labels<ItemType>.Of(i.Type)),
        Text("title", "Title", i => i.Title),
        Text("description", "Description", i => i.Description),
        new("workstream", "Workstream", true, (_, workstream) => workstream),
        Text("assigned_to", "Assigned to", i => i.AssignedTo),
        Plain("indicator", "Indicator", i => Labels<Indicator>.Of(i.Indicator)),
        Plain("severity", "Severity", i => Labels<Severity>.Of(i.Severity)),
        Text("priority", "Priority", i => i.Priority),
        Plain("start_date", "Start", i => Day(i.StartDate)),
        Plain("finish_date", "Finish", i => Day(i.FinishDate)),
        Plain("duration_days", "Days", i => Number(i.DurationDays)),
        Plain("deadline", "Deadline", i => Day(i.Deadline)),
        Plain("percent_complete", "%", i => Number(i.PercentComplete)),
        Plain("completed_on", "Completed on", i => Day(i.CompletedOn)),
        Plain("budget_amount", "Budget", i => i.BudgetAmount?.ToString("0.00", CultureInfo.InvariantCulture)),
        Plain("draft", "Draft", i => Flag(i.Draft)),
        Plain("client_visible", "Client", i => Flag(i.ClientVisible)),
        Text("rpt_out", "Reports", i => i.RptOut is { } reports ? string.Join(", ", reports) : null),
        Plain("created_at", "Created", i => Moment(i.CreatedAt)),
        Plain("updated_at", "Updated", i => Moment(i.UpdatedAt)),
    ];

    /// <summary>Those that a report on paper has room for.</summary>
    public static IReadOnlyList<ItemColumn> ForReading { get; } =
    [
        .. All.Where(c => c.Name is "item_num" or "type" or "title" or "workstream" or "assigned_to" or "indicator" or "deadline" or "percent_complete"),
    ];

    private static ItemColumn Plain(string name, string heading, Func<Item, string?> value) => new(name, heading, false, (item, _) => value(item));

    private static ItemColumn Text(string name, string heading, Func<Item, string?> value) => new(name, heading, true, (item, _) => value(item));

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    private static string Moment(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Flag(bool flag) => flag ? "true" : "false";
}
