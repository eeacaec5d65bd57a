using BraidMgr.Contracts.Budget;

namespace BraidMgr.Grains.Budget;

/// <summary>What was burnt by a resource in a week.</summary>
[GenerateSerializer, Immutable, Alias("braid.burn")]
public sealed record Burn(DateOnly WeekEnding, string Resource, decimal Hours, decimal Cost);

/// <summary>The figures of a budget, as the data model defines them (docs/decisions/budget.md says what it leaves open).</summary>
public static class BudgetRules
{
    private const decimal Within = 0.15m;
    private const int DaysOfWeek = 7;

    /// <summary>Makes the figures.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="allocated">What was allocated, by workstream; last what belongs to none. Spent is filled in here.</param>
    /// <param name="complete">What complete weeks cost.</param>
    /// <param name="projectEnd">The project's last day, where it has one.</param>
    /// <param name="today">The organization's date.</param>
    public static BudgetFigures Of(
        Guid projectId, IReadOnlyList<WorkstreamBudget> allocated, IReadOnlyList<Burn> complete, DateOnly? projectEnd, DateOnly today)
    {
        var (total, burn) = (allocated.Sum(a => a.Allocated), complete.Sum(b => b.Cost));
        var weeks = Weeks(complete);
        var average = weeks.Count == 0 ? 0 : burn / weeks.Count;
        return new()
        {
            ProjectId = projectId,
            TotalBudget = Cents(total),
            BurnToDate = Cents(burn),
            WeeksCompleted = weeks.Count,
            WeeklyAvgBurn = Cents(average),
            RemainingBudget = Cents(total - burn),
            WeeksRemaining = average > 0 && total > burn ? (long)Math.Floor((total - burn) / average) : 0,
            EstTotalBurn = Cents(burn + Ahead(burn, weeks.Count, projectEnd, today)),
            Status = StatusOf(total, total - burn),
            WeeklyBurn = weeks,
            Resources = Resources(complete, burn),
            ByWorkstream = [.. allocated.Select(a => a with { Allocated = Cents(a.Allocated), Spent = a.WorkstreamId is null ? Cents(burn) : null })],
        };
    }

    /// <summary>How what remains stands to the total.</summary>
    public static BudgetStatus StatusOf(decimal total, decimal remaining) =>
        remaining < 0 ? BudgetStatus.Over : remaining < total * Within ? BudgetStatus.Within15 : BudgetStatus.Under;

    /// <summary>An amount with exactly two decimals.</summary>
    public static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero) + 0.00m;

    // In one division, so that thirds of weeks do not lose cents.
    private static decimal Ahead(decimal burn, int weeks, DateOnly? end, DateOnly today) =>
        weeks == 0 || end is not { } last || last <= today ? 0 : burn * (last.DayNumber - today.DayNumber) / (weeks * (decimal)DaysOfWeek);

    private static List<WeekOfBurn> Weeks(IReadOnlyList<Burn> complete)
    {
        var weeks = new List<WeekOfBurn>();
        var cumulative = 0m;
        foreach (var week in complete.GroupBy(b => b.WeekEnding).OrderBy(g => g.Key))
        {
            var cost = week.Sum(b => b.Cost);
            weeks.Add(new(week.Key, Cents(cost), Cents(cumulative += cost)));
        }

        return weeks;
    }

    private static List<ResourceBurn> Resources(IReadOnlyList<Burn> complete, decimal burn) =>
    [
        .. complete.GroupBy(b => b.Resource, StringComparer.Ordinal)
            .Select(r => (Name: r.Key, Hours: r.Sum(b => b.Hours), Cost: r.Sum(b => b.Cost)))
            .OrderByDescending(r => r.Cost).ThenBy(r => r.Name, StringComparer.Ordinal)
            .Select(r => new ResourceBurn(r.Name, Cents(r.Hours), Cents(r.Cost), burn == 0 ? 0 : decimal.Round(r.Cost / burn, 4))),
    ];
}
