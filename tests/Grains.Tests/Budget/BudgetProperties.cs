using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Budget;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.Budget;

/// <summary>What holds of the figures of any budget.</summary>
public sealed class BudgetProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);
    private static readonly DateOnly Today = new(2026, 11, 25);

    private sealed record Case(decimal[] Amounts, Burn[] Burns, DateOnly? End)
    {
        public BudgetFigures Figures => BudgetRules.Of(
            Guid.Empty, [.. Amounts.Select((a, i) => new WorkstreamBudget(i == Amounts.Length - 1 ? null : new Guid(i, 0, 0, new byte[8]), null, a, null))],
            Burns, End, Today);
    }

    private static Gen<decimal> Money(int from) => Gen.Choose(from, 1_000_000).Select(cents => cents / 100m);

    private static Gen<Case> Cases =>
        from amounts in Money(-50_000).NonEmptyListOf()
        from burns in Gen.Zip(Gen.Choose(0, 9), Gen.Zip(Gen.Elements("Bo", "Cy", "Di"), Money(0))).ListOf()
        from end in Gen.OneOf(Gen.Constant<DateOnly?>(null), Gen.Choose(-100, 400).Select(d => (DateOnly?)Today.AddDays(d)))
        select new Case(
            [.. amounts], [.. burns.Select(b => new Burn(Today.AddDays(-7 * b.Item1), b.Item2.Item1, 1, b.Item2.Item2))], end);

    [Fact]
    public void Sums_are_sums() => Holds(c => c.Figures is var f && f.TotalBudget == c.Amounts.Sum() && f.BurnToDate == c.Burns.Sum(b => b.Cost)
        && f.RemainingBudget == f.TotalBudget - f.BurnToDate && f.WeeksCompleted == c.Burns.Select(b => b.WeekEnding).Distinct().Count()
        && f.ByWorkstream.Sum(w => w.Allocated) == f.TotalBudget);

    [Fact]
    public void Weeks_and_resources_add_up_to_the_burn() => Holds(c => c.Figures is var f
        && (f.WeeklyBurn.Count == 0 ? f.BurnToDate == 0 : f.WeeklyBurn[^1].Cumulative == f.BurnToDate)
        && f.WeeklyBurn.Sum(w => w.Cost) == f.BurnToDate && f.Resources.Sum(r => r.Cost) == f.BurnToDate
        && f.WeeklyBurn.Select(w => w.WeekEnding).SequenceEqual(f.WeeklyBurn.Select(w => w.WeekEnding).Order())
        && f.Resources.Select(r => r.Cost).SequenceEqual(f.Resources.Select(r => r.Cost).OrderDescending()));

    [Fact]
    public void Shares_are_shares_of_one() => Holds(c => c.Figures is var f
        && f.Resources.All(r => r.Share is >= 0 and <= 1)
        && (f.BurnToDate == 0 || Math.Abs(f.Resources.Sum(r => r.Share) - 1) <= 0.001m));

    [Fact]
    public void The_remainder_lasts_the_weeks_that_are_said_and_not_one_more() => Holds(c =>
    {
        var (f, weeks) = (c.Figures, c.Burns.Select(b => b.WeekEnding).Distinct().Count());
        var (burn, remains) = (c.Burns.Sum(b => b.Cost), c.Amounts.Sum() - c.Burns.Sum(b => b.Cost));
        return burn == 0 || remains <= 0
            ? f.WeeksRemaining == 0
            : burn * f.WeeksRemaining <= remains * weeks && burn * (f.WeeksRemaining + 1) > remains * weeks;
    });

    [Fact]
    public void The_status_is_that_of_the_remainder() => Holds(c => c.Figures is var f && f.Status == (
        f.RemainingBudget < 0 ? BudgetStatus.Over : f.RemainingBudget * 100 < f.TotalBudget * 15 ? BudgetStatus.Within15 : BudgetStatus.Under));

    [Fact]
    public void What_is_expected_is_never_less_than_what_was_burnt() => Holds(c => c.Figures is var f && f.EstTotalBurn >= f.BurnToDate
        && (c.End > Today || f.EstTotalBurn == f.BurnToDate));

    [Fact]
    public void Every_amount_has_two_decimals() => Holds(c => c.Figures is var f
        && new[] { f.TotalBudget, f.BurnToDate, f.WeeklyAvgBurn, f.RemainingBudget, f.EstTotalBurn }.All(a => a.Scale == 2));

    private static void Holds(Func<Case, bool> property) => Check.One(Thorough, Prop.ForAll(Cases.ToArbitrary(), property));
}
