using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Projects;

/// <summary>What an entry of the log is; enum <c>item_type</c>. The names on the wire are the labels in the database.</summary>
[JsonConverter(typeof(LabelConverter<ItemType>))]
public enum ItemType
{
    /// <summary>A budget line.</summary>
    [JsonStringEnumMemberName("Budget")]
    Budget,

    /// <summary>Something that may go wrong.</summary>
    [JsonStringEnumMemberName("Risk")]
    Risk,

    /// <summary>Something to be done.</summary>
    [JsonStringEnumMemberName("Action Item")]
    ActionItem,

    /// <summary>Something that went wrong.</summary>
    [JsonStringEnumMemberName("Issue")]
    Issue,

    /// <summary>Something that was decided.</summary>
    [JsonStringEnumMemberName("Decision")]
    Decision,

    /// <summary>Something to be handed over.</summary>
    [JsonStringEnumMemberName("Deliverable")]
    Deliverable,

    /// <summary>A line of the plan.</summary>
    [JsonStringEnumMemberName("Plan Item")]
    PlanItem,
}

/// <summary>How an item stands on a day (data model, "Indicators"); enum <c>indicator</c>.</summary>
[JsonConverter(typeof(LabelConverter<Indicator>))]
public enum Indicator
{
    /// <summary>Rule 1: done within the last 14 days.</summary>
    [JsonStringEnumMemberName("Completed Recently")]
    CompletedRecently,

    /// <summary>Rule 1: done earlier.</summary>
    [JsonStringEnumMemberName("Completed")]
    Completed,

    /// <summary>Rule 2.</summary>
    [JsonStringEnumMemberName("Beyond Deadline!!!")]
    BeyondDeadline,

    /// <summary>Rule 3.</summary>
    [JsonStringEnumMemberName("Late Finish!!")]
    LateFinish,

    /// <summary>Rule 4.</summary>
    [JsonStringEnumMemberName("Late Start!!")]
    LateStart,

    /// <summary>Rule 5.</summary>
    [JsonStringEnumMemberName("Trending Late!")]
    TrendingLate,

    /// <summary>Rule 6.</summary>
    [JsonStringEnumMemberName("Finishing Soon!")]
    FinishingSoon,

    /// <summary>Rule 7.</summary>
    [JsonStringEnumMemberName("Starting Soon!")]
    StartingSoon,

    /// <summary>Rule 8.</summary>
    [JsonStringEnumMemberName("In Progress")]
    InProgress,

    /// <summary>Rule 9.</summary>
    [JsonStringEnumMemberName("Not Started")]
    NotStarted,
}

/// <summary>How urgent an indicator is.</summary>
[JsonConverter(typeof(LabelConverter<Severity>))]
public enum Severity
{
    /// <summary>Late.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,

    /// <summary>About to be late.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Being worked on.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Ahead.</summary>
    [JsonStringEnumMemberName("upcoming")]
    Upcoming,

    /// <summary>Done within the last 14 days.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Done earlier.</summary>
    [JsonStringEnumMemberName("done")]
    Done,
}
