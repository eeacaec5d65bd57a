namespace BraidMgr.Grains.Budget.Files;

/// <summary>What a v1 budget file says (data model, "The v1 file format").</summary>
internal sealed record BudgetFile
{
    /// <summary>Of its metadata; null when it does not say.</summary>
    public string? ProjectName { get; init; }

    /// <summary>What resources cost.</summary>
    public IReadOnlyList<FileRate> RateCard { get; init; } = [];

    /// <summary>What was allocated.</summary>
    public IReadOnlyList<LedgerLine> Ledger { get; init; } = [];

    /// <summary>What was worked.</summary>
    public IReadOnlyList<TimesheetLine> Timesheets { get; init; } = [];
}

/// <summary>A rate; it holds until the resource rolls off.</summary>
internal sealed record FileRate(int Line, string Resource, string? Geography, decimal Rate, DateOnly? RollOff);

/// <summary>An amount that was allocated.</summary>
internal sealed record LedgerLine(decimal Amount, DateOnly? Date, string? Note);
