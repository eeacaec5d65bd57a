namespace BraidMgr.Contracts.Budget;

/// <summary>Money that was given to a project.</summary>
[GenerateSerializer, Immutable, Alias("braid.allocation")]
public sealed record Allocation(
    Guid Id, Guid ProjectId, Guid? WorkstreamId, decimal Amount, DateOnly? PeriodStart, DateOnly? PeriodEnd, string? Notes, DateTime CreatedAt);

/// <summary>Body of POST and PUT of an allocation: only the fields sent change, null clears. POST needs an amount.</summary>
[GenerateSerializer, Immutable, Alias("braid.allocation-input")]
public sealed record AllocationInput
{
    /// <summary>Two decimals; below 0 takes away.</summary>
    [Id(0)] public Optional<decimal?> Amount { get; init; }

    /// <summary>A workstream of the project.</summary>
    [Id(1)] public Optional<Guid?> WorkstreamId { get; init; }

    /// <summary>First day that it is for.</summary>
    [Id(2)] public Optional<DateOnly?> PeriodStart { get; init; }

    /// <summary>Last day, not before the first.</summary>
    [Id(3)] public Optional<DateOnly?> PeriodEnd { get; init; }

    /// <summary>At most 20,000 characters.</summary>
    [Id(4)] public Optional<string?> Notes { get; init; }
}

/// <summary>GET /projects/{id}/budget/allocations, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.allocation-list")]
public sealed record AllocationList(IReadOnlyList<Allocation> Allocations, int Total);

/// <summary>What a resource worked in a week. Rate and cost stay as they were entered.</summary>
[GenerateSerializer, Immutable, Alias("braid.timesheet")]
public sealed record Timesheet(
    Guid Id, Guid ProjectId, Guid? RateCardId, DateOnly WeekEnding, string ResourceName, decimal Hours, decimal Rate, decimal Cost, bool CompleteWeek,
    DateTime CreatedAt);

/// <summary>Body of POST and PUT of a timesheet entry: only the fields sent change. POST needs week_ending, resource_name and hours.</summary>
[GenerateSerializer, Immutable, Alias("braid.timesheet-input")]
public sealed record TimesheetInput
{
    /// <summary>The last day of the week.</summary>
    [Id(0)] public DateOnly? WeekEnding { get; init; }

    /// <summary>1 to 200 characters.</summary>
    [Id(1)] public string? ResourceName { get; init; }

    /// <summary>0 to 9,999.99.</summary>
    [Id(2)] public decimal? Hours { get; init; }

    /// <summary>By the hour; the resource's rate of that week unless sent.</summary>
    [Id(3)] public decimal? Rate { get; init; }

    /// <summary>Only complete weeks count in the figures; true unless sent.</summary>
    [Id(4)] public bool? CompleteWeek { get; init; }
}

/// <summary>GET /projects/{id}/budget/timesheets, by week and resource.</summary>
[GenerateSerializer, Immutable, Alias("braid.timesheet-list")]
public sealed record TimesheetList(IReadOnlyList<Timesheet> Timesheets, int Total);

/// <summary>What a resource costs by the hour, from a day on.</summary>
[GenerateSerializer, Immutable, Alias("braid.rate-card")]
public sealed record RateCard(
    Guid Id, string ResourceName, string? Role, string? Geography, decimal HourlyRate, DateOnly EffectiveFrom, DateOnly? EffectiveTo,
    DateTime CreatedAt);

/// <summary>Body of POST and PUT of a rate card: only the fields sent change, null clears. POST needs resource_name, hourly_rate and effective_from.</summary>
[GenerateSerializer, Immutable, Alias("braid.rate-card-input")]
public sealed record RateCardInput
{
    /// <summary>1 to 200 characters.</summary>
    [Id(0)] public Optional<string?> ResourceName { get; init; }

    /// <summary>At most 200 characters.</summary>
    [Id(1)] public Optional<string?> Role { get; init; }

    /// <summary>At most 200 characters.</summary>
    [Id(2)] public Optional<string?> Geography { get; init; }

    /// <summary>From 0, two decimals.</summary>
    [Id(3)] public Optional<decimal?> HourlyRate { get; init; }

    /// <summary>The first day; a resource has one rate on a day.</summary>
    [Id(4)] public Optional<DateOnly?> EffectiveFrom { get; init; }

    /// <summary>The last day; null for none yet.</summary>
    [Id(5)] public Optional<DateOnly?> EffectiveTo { get; init; }
}

/// <summary>GET /rate-cards, by resource and day.</summary>
[GenerateSerializer, Immutable, Alias("braid.rate-card-list")]
public sealed record RateCardList(IReadOnlyList<RateCard> RateCards, int Total);

/// <summary>What an import into a budget did, or with dry_run would do, and what could not be read.</summary>
/// <param name="DryRun">Nothing was stored.</param>
/// <param name="AllocationCount">Allocations read.</param>
/// <param name="TimesheetCount">Timesheet entries read.</param>
/// <param name="RateCardCount">New rate cards; those that are there already do not count.</param>
/// <param name="Problems">Line by line what is wrong. An error refuses the whole file; a warning does not.</param>
[GenerateSerializer, Immutable, Alias("braid.budget-import-report")]
public sealed record BudgetImportReport(
    bool DryRun, int AllocationCount, int TimesheetCount, int RateCardCount, IReadOnlyList<Projects.ImportProblem> Problems);
