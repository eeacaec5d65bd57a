using BraidMgr.Contracts.Projects;
using BraidMgr.Contracts.Search;

namespace BraidMgr.Api.OpenApi;

/// <summary>The query parameters of the routes, as <see cref="Http.Queries"/> reads them.</summary>
internal static class Parameters
{
    private static readonly ParameterDescription Limit = new("limit", typeof(int), "Entries on the page, 1 to 1000");
    private static readonly ParameterDescription Offset = new("offset", typeof(int), "Entries before the page");

    public static ParameterDescription[] Items { get; } =
    [
        new("type", typeof(ItemType), "Only these types", Many: true),
        new("workstream_id", typeof(Guid), "Only this workstream; 404 when the project has none such"),
        new("assigned_to", typeof(string), "Only items assigned to this name, ignoring case"),
        new("indicator", typeof(Indicator), "Only these indicators", Many: true),
        new("severity", typeof(Severity), "Only these severities", Many: true),
        new("draft", typeof(bool), "Only drafts, or none"),
        new("search", typeof(string), "Only items whose title or description contains this"),
        new("deadline_from", typeof(DateOnly), "Only items with a deadline on this day or later"),
        new("deadline_to", typeof(DateOnly), "Only items with a deadline on this day or earlier"),
        new("sort", typeof(string), "A field, with - before it for largest first: " + string.Join(", ", Http.Queries.SortFields)),
        Limit,
        Offset,
        new("cursor", typeof(string), "next_cursor of the page before, with the same filters, sorted by item_num or created_at; in place of offset"),
    ];

    public static ParameterDescription[] Activity { get; } =
    [
        new("days", typeof(int), "Only the last days, 1 to 3650; 30 unless sent"),
        new("entity_type", typeof(string), "Only changes of this kind of thing, such as item"),
        new("search", typeof(string), "Only entries that contain this"),
        Limit,
        Offset,
        new("cursor", typeof(string), "next_cursor of the page before, with the same filters; in place of offset"),
    ];

    public static ParameterDescription[] History { get; } =
    [
        new("limit", typeof(int), "Entries on the page, 1 to 1000; 50 unless sent"),
        new("cursor", typeof(string), "next_cursor of the page before"),
    ];

    public static ParameterDescription[] Search { get; } =
    [
        new("q", typeof(string), "Words to find, at most 200 characters: \"a phrase\", or, -without; nothing finds nothing"),
        new("types", typeof(SearchKind), "Only these kinds", Many: true),
        new("limit", typeof(int), "Results, 1 to 100; 20 unless sent"),
    ];

    public static ParameterDescription[] Export { get; } =
    [
        new("format", typeof(ExportFormat), "csv, markdown, or yaml, the v1 file format; yaml unless sent"),
        new("report", typeof(ExportReport), "items, active (by severity) or summary (counts); items unless sent, and yaml has only those"),
        .. Items.Where(parameter => parameter.Name is not ("sort" or "limit" or "offset" or "cursor")),
    ];

    public static ParameterDescription TimesheetFormat { get; } = new("format", typeof(string), "json, or csv for a file");

    public static ParameterDescription DryRun { get; } = new("dry_run", typeof(bool), "Only report what would happen");

    public static ParameterDescription[] ChatSessions { get; } =
    [
        new("project_id", typeof(Guid), "Only sessions of this project; 404 when the caller sees none such"),
        Limit,
        Offset,
    ];

    public static ParameterDescription[] ChatMessages { get; } =
    [
        new("after_seq", typeof(long), "Only messages with a larger number, the first ones of them"),
        new("before_seq", typeof(long), "Only messages with a smaller number; without after_seq the last ones of them"),
        Limit,
    ];

    public static ParameterDescription[] ChatSearch { get; } =
    [
        new("q", typeof(string), "Only messages that contain this, ignoring case; at most 200 characters"),
        Limit,
        Offset,
    ];
}
