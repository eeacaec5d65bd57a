using BraidMgr.Contracts;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Budget;

namespace BraidMgr.Grains.Projects;

/// <summary>What a dashboard counts.</summary>
internal static class DashboardRules
{
    private const int MaxAttention = 20;
    private const int MaxAssignees = 100;
    private const string None = "none";

    /// <summary>Counts items, whose indicators are today's.</summary>
    public static ItemCounts Count(IReadOnlyList<Item> items) => new(
        items.Count,
        items.Count(IsOpen),
        By(items, i => Labels<ItemType>.Of(i.Type)),
        By(items, i => Labels<Indicator>.Of(i.Indicator)),
        By(items, i => Labels<Severity>.Of(i.Severity)));

    /// <summary>The sum of several counts.</summary>
    public static ItemCounts Sum(IReadOnlyList<ItemCounts> counts) => new(
        counts.Sum(c => c.Total), counts.Sum(c => c.Open), Sum(counts.Select(c => c.ByType)), Sum(counts.Select(c => c.ByIndicator)),
        Sum(counts.Select(c => c.BySeverity)));

    /// <summary>Open items by workstream, in their order.</summary>
    public static IReadOnlyList<WorkstreamCount> ByWorkstream(IReadOnlyList<Item> items, IEnumerable<Workstream> workstreams)
    {
        var open = items.Where(IsOpen).ToLookup(i => i.WorkstreamId);
        return
        [
            .. workstreams.Select(w => new WorkstreamCount(w.Id, w.Name, open[w.Id].Count())),
            new(null, null, open[null].Count()),
        ];
    }

    /// <summary>Open items by assignee, most first.</summary>
    public static IReadOnlyList<AssigneeCount> ByAssignee(IReadOnlyList<Item> items) =>
    [
        .. items.Where(IsOpen).GroupBy(i => i.AssignedTo).Select(g => new AssigneeCount(g.Key, g.Count()))
            .OrderByDescending(a => a.Count).ThenBy(a => a.AssignedTo, StringComparer.Ordinal).Take(MaxAssignees),
    ];

    /// <summary>What needs attention, most urgent first.</summary>
    public static IReadOnlyList<AttentionItem> NeedsAttention(IReadOnlyList<Item> items) =>
    [
        .. items.Where(i => i.Severity is Severity.Critical or Severity.Warning)
            .OrderBy(i => i.Severity).ThenBy(i => i.Deadline ?? i.FinishDate ?? i.StartDate ?? DateOnly.MaxValue).ThenBy(i => i.ItemNum)
            .Take(MaxAttention)
            .Select(i => new AttentionItem(
                i.Id, i.ItemNum, i.Type, i.Title, i.AssignedTo, i.Indicator, i.Severity, i.StartDate, i.FinishDate, i.Deadline)),
    ];

    /// <summary>The figures in short.</summary>
    public static BudgetSummary Summary(BudgetFigures figures) =>
        new(figures.TotalBudget, figures.BurnToDate, figures.RemainingBudget, figures.EstTotalBurn, figures.Status);

    /// <summary>Several budgets as one.</summary>
    public static BudgetSummary Sum(IReadOnlyList<BudgetSummary> budgets)
    {
        var (total, remaining) = (budgets.Sum(b => b.TotalBudget), budgets.Sum(b => b.RemainingBudget));
        return new(
            BudgetRules.Cents(total), BudgetRules.Cents(budgets.Sum(b => b.BurnToDate)), BudgetRules.Cents(remaining),
            BudgetRules.Cents(budgets.Sum(b => b.EstTotalBurn)), BudgetRules.StatusOf(total, remaining));
    }

    private static bool IsOpen(Item item) => item.PercentComplete < 100;

    private static Dictionary<string, int> By(IReadOnlyList<Item> items, Func<Item, string?> label) =>
        items.CountBy(i => label(i) ?? None).ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, int> Sum(IEnumerable<IReadOnlyDictionary<string, int>> counts) =>
        counts.SelectMany(c => c).GroupBy(c => c.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Value), StringComparer.Ordinal);
}
