using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Grains.Budget;

/// <summary>Makes answers from rows as they were stored under an Idempotency-Key: the columns have the names of the wire.</summary>
internal static class StoredBudget
{
    /// <summary>The allocation as it was answered at the time.</summary>
    public static Allocation Allocation(JsonText row)
    {
        var stored = JsonSerializer.Deserialize(row.Json, BraidJson.Default.Allocation)!;
        return stored with { CreatedAt = stored.CreatedAt.ToUniversalTime() };
    }

    /// <summary>The timesheet entry as it was answered at the time.</summary>
    public static Timesheet Timesheet(JsonText row)
    {
        var stored = JsonSerializer.Deserialize(row.Json, BraidJson.Default.Timesheet)!;
        return stored with { CreatedAt = stored.CreatedAt.ToUniversalTime() };
    }

    /// <summary>The rate card as it was answered at the time.</summary>
    public static RateCard RateCard(JsonText row)
    {
        var stored = JsonSerializer.Deserialize(row.Json, BraidJson.Default.RateCard)!;
        return stored with { CreatedAt = stored.CreatedAt.ToUniversalTime() };
    }

    /// <summary>The report of an import as it was answered at the time.</summary>
    public static BudgetImportReport Report(JsonText row) => JsonSerializer.Deserialize(row.Json, BraidJson.Default.BudgetImportReport)!;
}
