using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Indicators;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.Indicators;

/// <summary>What holds for any item: the rules against the table read literally, and what time and progress can do to it.</summary>
public sealed class IndicatorProperties
{
    [Fact]
    public void Business_days_are_those_that_a_loop_counts() =>
        Check.One(Thorough, Prop.ForAll(Days(1_000).ToArbitrary(), Days(1_000).ToArbitrary(), (first, last) =>
            BusinessDays.Between(first, last) == CountedOneByOne(first, last)));

    [Fact]
    public void The_winner_is_the_first_rule_of_the_table_that_holds() =>
        Check.One(Thorough, Prop.ForAll(Items.ToArbitrary(), item => IndicatorRules.Of(item, Day.Today) == FirstOfTable(item, Day.Today)));

    [Fact]
    public void What_is_critical_stays_critical_while_nobody_works_on_it() =>
        Check.One(Thorough, Prop.ForAll(Items.ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), (item, days) =>
            !IsCritical(item, Day.Today) || IsCritical(item, Day.In(days))));

    [Fact]
    public void A_day_that_passes_never_makes_unfinished_work_less_urgent() =>
        Check.One(Thorough, Prop.ForAll(Items.Where(i => !i.Draft && i.PercentComplete < 100).ToArbitrary(), item =>
            Rank(IndicatorRules.Of(item, Day.In(1))) <= Rank(IndicatorRules.Of(item, Day.Today))));

    [Fact]
    public void More_progress_never_makes_an_item_more_late() =>
        Check.One(Thorough, Prop.ForAll(Items.ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), (item, more) =>
            item.PercentComplete == 0 || IsLate(item) || !IsLate(item with { PercentComplete = Math.Min(100, item.PercentComplete + more) })));

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    private static Gen<DateOnly> Days(int around) => Gen.Choose(-around, around).Select(Day.In);

    private static Gen<DateOnly?> MaybeDays => Gen.Frequency((1, Gen.Constant<DateOnly?>(null)), (3, Days(25).Select(d => (DateOnly?)d)));

    private static Gen<Item> Items =>
        from percent in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Constant(100)), (3, Gen.Choose(0, 100)))
        from start in MaybeDays
        from finish in MaybeDays
        from deadline in MaybeDays
        from completed in MaybeDays
        from duration in Gen.Frequency((1, Gen.Constant<int?>(null)), (3, Gen.Choose(0, 40).Select(d => (int?)d)))
        from draft in Gen.Frequency((1, Gen.Constant(true)), (9, Gen.Constant(false)))
        select Day.Item(percent, duration: duration, draft: draft) with
        {
            StartDate = start,
            FinishDate = finish,
            Deadline = deadline,
            CompletedOn = completed,
        };

    private static int CountedOneByOne(DateOnly first, DateOnly last)
    {
        var count = 0;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            count += day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return count;
    }

    private static Indicator? FirstOfTable(Item i, DateOnly today)
    {
        var done = i.CompletedOn ?? i.FinishDate;
        var started = i.PercentComplete > 0 || i.StartDate <= today;
        var left = (100 - i.PercentComplete) / 100m * i.DurationDays;
        (bool Holds, Indicator? Indicator)[] table =
        [
            (i.Draft, null),
            (i.PercentComplete == 100 && done >= today.AddDays(-14), Indicator.CompletedRecently),
            (i.PercentComplete == 100, Indicator.Completed),
            (i.Deadline < today, Indicator.BeyondDeadline),
            (i.FinishDate < today, Indicator.LateFinish),
            (i.StartDate < today && i.PercentComplete == 0, Indicator.LateStart),
            (started && i.FinishDate is { } finish && left > CountedOneByOne(today, finish), Indicator.TrendingLate),
            (i.FinishDate >= today && i.FinishDate <= today.AddDays(14), Indicator.FinishingSoon),
            (i.PercentComplete == 0 && i.StartDate >= today && i.StartDate <= today.AddDays(14), Indicator.StartingSoon),
            (i.PercentComplete is > 0 and < 100, Indicator.InProgress),
            (i.StartDate is not null || i.FinishDate is not null || i.Deadline is not null, Indicator.NotStarted),
            (true, null),
        ];
        return table.First(rule => rule.Holds).Indicator;
    }

    private static bool IsCritical(Item item, DateOnly today) =>
        IndicatorRules.SeverityOf(IndicatorRules.Of(item, today)) is Severity.Critical;

    private static bool IsLate(Item item) =>
        IndicatorRules.SeverityOf(IndicatorRules.Of(item, Day.Today)) is Severity.Critical or Severity.Warning;

    // The order of the enum is the order of the table, which goes from what is most urgent to what is least.
    private static int Rank(Indicator? indicator) => indicator is { } known ? (int)known : int.MaxValue;
}
