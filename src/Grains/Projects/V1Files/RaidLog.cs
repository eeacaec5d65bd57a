using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>What a v1 RAID log file says: its metadata and its items in file order (data model, "The v1 file format").</summary>
public sealed record RaidLog
{
    /// <summary>1 to 200 characters.</summary>
    public required string ProjectName { get; init; }

    /// <summary>At most 200 characters.</summary>
    public string? ClientName { get; init; }

    /// <summary>First day.</summary>
    public DateOnly? ProjectStart { get; init; }

    /// <summary>Last day, not before the first.</summary>
    public DateOnly? ProjectEnd { get; init; }

    /// <summary>The number of the next item: above every number in the file.</summary>
    public required int NextItemNum { get; init; }

    /// <summary>Names of workstreams in their order, distinct; those that only items named come last.</summary>
    public IReadOnlyList<string> Workstreams { get; init; } = [];

    /// <summary>The items in file order, at most <see cref="V1Limits.Items"/> with distinct numbers.</summary>
    public IReadOnlyList<RaidItem> Items { get; init; } = [];
}

/// <summary>An item of the file. Limits are those of <see cref="Item"/>; a text is null rather than empty.</summary>
public sealed record RaidItem
{
    /// <summary>From 1 to <see cref="V1Limits.ItemNum"/>.</summary>
    public required int ItemNum { get; init; }

    /// <summary>See <see cref="Item.Type"/>.</summary>
    public required ItemType Type { get; init; }

    /// <summary>See <see cref="Item.Title"/>.</summary>
    public required string Title { get; init; }

    /// <summary>See <see cref="Item.Description"/>.</summary>
    public string? Description { get; init; }

    /// <summary>One of the log's <see cref="RaidLog.Workstreams"/>, spelled as there.</summary>
    public string? Workstream { get; init; }

    /// <summary>See <see cref="Item.AssignedTo"/>.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Numbers of items of the file that this one depends on: ascending, distinct, without cycles.</summary>
    public IReadOnlyList<int> DependsOn { get; init; } = [];

    /// <summary>See <see cref="Item.StartDate"/>.</summary>
    public DateOnly? Start { get; init; }

    /// <summary>See <see cref="Item.FinishDate"/>.</summary>
    public DateOnly? Finish { get; init; }

    /// <summary>See <see cref="Item.DurationDays"/>.</summary>
    public int? Duration { get; init; }

    /// <summary>See <see cref="Item.Deadline"/>.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>See <see cref="Item.PercentComplete"/>.</summary>
    public int PercentComplete { get; init; }

    /// <summary>
    /// See <see cref="Item.CompletedOn"/>. No field of v1: the file has it only where it is not <see cref="CompletedOnByDefault"/>.
    /// </summary>
    public DateOnly? CompletedOn { get; init; }

    /// <summary>See <see cref="Item.Priority"/>.</summary>
    public string? Priority { get; init; }

    /// <summary>See <see cref="Item.Draft"/>.</summary>
    public bool Draft { get; init; }

    /// <summary>See <see cref="Item.ClientVisible"/>.</summary>
    public bool ClientVisible { get; init; } = true;

    /// <summary>See <see cref="Item.RptOut"/>; null rather than empty.</summary>
    public IReadOnlyList<string>? RptOut { get; init; }

    /// <summary>See <see cref="Item.BudgetAmount"/>.</summary>
    public decimal? BudgetAmount { get; init; }

    /// <summary>The day of <see cref="Item.CreatedAt"/>, in UTC.</summary>
    public DateOnly? CreatedDate { get; init; }

    /// <summary>The day of <see cref="Item.UpdatedAt"/>, in UTC.</summary>
    public DateOnly? LastUpdated { get; init; }

    /// <summary>Written to a file and never read from one: it is computed anew for the day.</summary>
    public Indicator? Indicator { get; init; }

    /// <summary>The notes, newest first.</summary>
    public IReadOnlyList<RaidNote> Notes { get; init; } = [];

    /// <summary>What completed_on is for a file that does not say: of a finished item its finish date, else the day of its last change.</summary>
    public DateOnly? CompletedOnByDefault => PercentComplete < 100 ? null : Finish ?? LastUpdated;
}

/// <summary>A dated note: 1 to <see cref="V1Limits.Note"/> characters, without white space at its ends.</summary>
public sealed record RaidNote(DateOnly Date, string Content);

/// <summary>What could be read of a file, and what could not.</summary>
/// <param name="Log">What could be read. Complete unless <paramref name="Refused"/>.</param>
/// <param name="Problems">In order of lines; at most <see cref="V1Limits.Problems"/> of each severity, the rest counted.</param>
/// <param name="Refused">Some problem is an error: the file must not be imported.</param>
public sealed record RaidLogReading(RaidLog Log, IReadOnlyList<ImportProblem> Problems, bool Refused);
