using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;

namespace BraidMgr.Contracts.Projects;

/// <summary>GET /projects/{id}/dashboard: counts of what the caller may see.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-dashboard")]
public sealed record ProjectDashboard
{
    /// <summary>The project.</summary>
    [Id(0)] public required Guid ProjectId { get; init; }

    /// <summary>Its name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>The organization's date, on which indicators depend.</summary>
    [Id(2)] public required DateOnly Today { get; init; }

    /// <summary>The counts.</summary>
    [Id(3)] public required ItemCounts Items { get; init; }

    /// <summary>Open items by workstream, in their order; last those that have none.</summary>
    [Id(4)] public required IReadOnlyList<WorkstreamCount> ByWorkstream { get; init; }

    /// <summary>Open items by assignee, most first; at most 100, null for those that have none.</summary>
    [Id(5)] public required IReadOnlyList<AssigneeCount> ByAssignee { get; init; }

    /// <summary>The critical items and then those with a warning, earliest date first; at most 20.</summary>
    [Id(6)] public required IReadOnlyList<AttentionItem> NeedsAttention { get; init; }

    /// <summary>How the budget stands.</summary>
    [Id(7)] public required BudgetSummary Budget { get; init; }
}

/// <summary>Counts of items; by the labels of the wire, <c>none</c> for items without one.</summary>
[GenerateSerializer, Immutable, Alias("braid.item-counts")]
public sealed record ItemCounts(
    int Total, int Open, IReadOnlyDictionary<string, int> ByType, IReadOnlyDictionary<string, int> ByIndicator, IReadOnlyDictionary<string, int> BySeverity);

/// <summary>How many open items a workstream has.</summary>
[GenerateSerializer, Immutable, Alias("braid.workstream-count")]
public sealed record WorkstreamCount(Guid? WorkstreamId, string? Name, int Count);

/// <summary>How many open items somebody has.</summary>
[GenerateSerializer, Immutable, Alias("braid.assignee-count")]
public sealed record AssigneeCount(string? AssignedTo, int Count);

/// <summary>An item that needs attention.</summary>
[GenerateSerializer, Immutable, Alias("braid.attention-item")]
public sealed record AttentionItem(
    Guid Id, int ItemNum, ItemType Type, string Title, string? AssignedTo, Indicator? Indicator, Severity? Severity, DateOnly? StartDate,
    DateOnly? FinishDate, DateOnly? Deadline);

/// <summary>How a budget stands.</summary>
[GenerateSerializer, Immutable, Alias("braid.budget-summary")]
public sealed record BudgetSummary(decimal TotalBudget, decimal BurnToDate, decimal RemainingBudget, decimal EstTotalBurn, BudgetStatus Status);

/// <summary>The dashboard of a project.</summary>
public interface IProjectDashboard
{
    /// <summary>Counts of what the caller may see. Permission: view.</summary>
    Task<ProjectDashboard> Dashboard(Caller caller);
}
