using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Budget;

/// <summary>The figures of a project's budget (data model, "Budget figures of a project"). Money has two decimals.</summary>
[GenerateSerializer, Immutable, Alias("braid.budget-figures")]
public sealed record BudgetFigures
{
    /// <summary>The project.</summary>
    [Id(0)] public required Guid ProjectId { get; init; }

    /// <summary>The sum of the allocations.</summary>
    [Id(1)] public required decimal TotalBudget { get; init; }

    /// <summary>What the complete weeks cost.</summary>
    [Id(2)] public required decimal BurnToDate { get; init; }

    /// <summary>How many complete weeks there are.</summary>
    [Id(3)] public required int WeeksCompleted { get; init; }

    /// <summary>The burn by complete week; 0 without one.</summary>
    [Id(4)] public required decimal WeeklyAvgBurn { get; init; }

    /// <summary>Total less burn; below 0 when more was spent than there was.</summary>
    [Id(5)] public required decimal RemainingBudget { get; init; }

    /// <summary>Whole weeks that the remainder lasts at the average; 0 where nothing remains or nothing was burnt.</summary>
    [Id(6)] public required long WeeksRemaining { get; init; }

    /// <summary>The burn, and the average for each week from today until the project's end.</summary>
    [Id(7)] public required decimal EstTotalBurn { get; init; }

    /// <summary>How the remainder stands to the total.</summary>
    [Id(8)] public required BudgetStatus Status { get; init; }

    /// <summary>The complete weeks, first to last.</summary>
    [Id(9)] public required IReadOnlyList<WeekOfBurn> WeeklyBurn { get; init; }

    /// <summary>Who worked in them, dearest first. Viewers see no hours, since cost and hours tell the rate.</summary>
    [Id(10)] public required IReadOnlyList<ResourceBurn> Resources { get; init; }

    /// <summary>What was allocated to each workstream, and what is known to be spent; last what belongs to none.</summary>
    [Id(11)] public required IReadOnlyList<WorkstreamBudget> ByWorkstream { get; init; }
}

/// <summary>How what remains of a budget stands to the total.</summary>
[JsonConverter(typeof(LabelConverter<BudgetStatus>))]
public enum BudgetStatus
{
    /// <summary>At least 15 % remain.</summary>
    [JsonStringEnumMemberName("under")]
    Under,

    /// <summary>Less than 15 % remain.</summary>
    [JsonStringEnumMemberName("within_15")]
    Within15,

    /// <summary>More was spent than there was.</summary>
    [JsonStringEnumMemberName("over")]
    Over,
}

/// <summary>What a week cost, and all weeks until then.</summary>
[GenerateSerializer, Immutable, Alias("braid.week-of-burn")]
public sealed record WeekOfBurn(DateOnly WeekEnding, decimal Cost, decimal Cumulative);

/// <summary>What a resource cost.</summary>
/// <param name="Resource">Its name.</param>
/// <param name="Hours">Its hours; null for viewers.</param>
/// <param name="Cost">What they cost.</param>
/// <param name="Share">Of the burn, from 0 to 1, four decimals.</param>
[GenerateSerializer, Immutable, Alias("braid.resource-burn")]
public sealed record ResourceBurn(string Resource, decimal? Hours, decimal Cost, decimal Share);

/// <summary>What was allocated to a workstream, and spent in it.</summary>
/// <param name="WorkstreamId">Null for what belongs to none.</param>
/// <param name="Name">The workstream's name.</param>
/// <param name="Allocated">The sum of its allocations.</param>
/// <param name="Spent">Null where it is not known: timesheets name no workstream, so only the row without one has it.</param>
[GenerateSerializer, Immutable, Alias("braid.workstream-budget")]
public sealed record WorkstreamBudget(Guid? WorkstreamId, string? Name, decimal Allocated, decimal? Spent);
