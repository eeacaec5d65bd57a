using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Indicators;
using static BraidMgr.Grains.Tests.Indicators.Day;

namespace BraidMgr.Grains.Tests.Indicators;

/// <summary>Each rule of the table, at its boundary and against the rules before it. Days are counted from a Wednesday.</summary>
public sealed class IndicatorRulesTests
{
    [Fact]
    public void A_draft_has_none_however_late_it_is() =>
        Of(Item(percent: 100, start: -30, finish: -20, deadline: -10, draft: true)).ShouldBeNull();

    [Theory]
    [InlineData(0, Indicator.CompletedRecently)]
    [InlineData(-14, Indicator.CompletedRecently)]
    [InlineData(-15, Indicator.Completed)]
    [InlineData(3, Indicator.CompletedRecently)]
    public void Done_is_recent_for_14_days_from_the_day_of_completion(int completed, Indicator expected) =>
        Of(Item(percent: 100, completed: completed, finish: -100, deadline: -100)).ShouldBe(expected);

    [Theory]
    [InlineData(-14, Indicator.CompletedRecently)]
    [InlineData(-15, Indicator.Completed)]
    [InlineData(60, Indicator.CompletedRecently)]
    public void Done_without_a_day_of_completion_goes_by_the_finish_date(int finish, Indicator expected) =>
        Of(Item(percent: 100, finish: finish)).ShouldBe(expected);

    [Fact]
    public void Done_without_any_date_is_completed() => Of(Item(percent: 100)).ShouldBe(Indicator.Completed);

    [Theory]
    [InlineData(-1, Indicator.BeyondDeadline)]
    [InlineData(0, Indicator.NotStarted)]
    public void A_deadline_is_missed_the_day_after(int deadline, Indicator expected) =>
        Of(Item(deadline: deadline)).ShouldBe(expected);

    [Fact]
    public void A_missed_deadline_comes_before_a_late_finish() =>
        Of(Item(percent: 99, start: -9, finish: -1, deadline: -1)).ShouldBe(Indicator.BeyondDeadline);

    [Theory]
    [InlineData(-1, Indicator.LateFinish)]
    [InlineData(0, Indicator.FinishingSoon)]
    public void A_finish_is_late_the_day_after(int finish, Indicator expected) =>
        Of(Item(percent: 50, finish: finish)).ShouldBe(expected);

    [Fact]
    public void A_late_finish_comes_before_a_late_start() => Of(Item(start: -9, finish: -1)).ShouldBe(Indicator.LateFinish);

    [Theory]
    [InlineData(-1, 0, Indicator.LateStart)]
    [InlineData(-1, 1, Indicator.InProgress)]
    [InlineData(0, 0, Indicator.StartingSoon)]
    public void A_start_is_late_the_day_after_unless_something_is_done(int start, int percent, Indicator expected) =>
        Of(Item(percent, start)).ShouldBe(expected);

    [Fact]
    public void A_late_start_comes_before_trending_late() =>
        Of(Item(start: -1, finish: 1, duration: 20)).ShouldBe(Indicator.LateStart);

    [Theory]
    [InlineData(1, 0, 0, Indicator.FinishingSoon)] // Today is a day to work on.
    [InlineData(2, 0, 0, Indicator.TrendingLate)]
    [InlineData(3, 0, 2, Indicator.FinishingSoon)] // Wednesday to Friday are three days.
    [InlineData(4, 0, 2, Indicator.TrendingLate)]
    [InlineData(3, 0, 4, Indicator.FinishingSoon)] // The weekend adds none.
    [InlineData(4, 0, 4, Indicator.TrendingLate)]
    [InlineData(4, 0, 5, Indicator.FinishingSoon)]
    [InlineData(6, 50, 2, Indicator.FinishingSoon)]
    [InlineData(6, 49, 2, Indicator.TrendingLate)] // 3.06 days of work in three days.
    [InlineData(10_000, 99, 2, Indicator.TrendingLate)]
    public void Started_work_trends_late_when_more_is_left_than_the_days_hold(int duration, int percent, int finish, Indicator expected) =>
        Of(Item(percent, start: 0, finish, duration: duration)).ShouldBe(expected);

    [Fact]
    public void Work_has_started_when_its_day_came_or_something_is_done()
    {
        Of(Item(percent: 0, start: 1, finish: 2, duration: 9)).ShouldBe(Indicator.FinishingSoon);
        Of(Item(percent: 1, start: 1, finish: 2, duration: 9)).ShouldBe(Indicator.TrendingLate);
        Of(Item(percent: 1, finish: 2, duration: 9)).ShouldBe(Indicator.TrendingLate);
        Of(Item(percent: 0, finish: 2, duration: 9)).ShouldBe(Indicator.FinishingSoon);
    }

    [Fact]
    public void Work_without_a_duration_or_a_finish_date_does_not_trend()
    {
        Of(Item(percent: 1, start: -9, finish: 0)).ShouldBe(Indicator.FinishingSoon);
        Of(Item(percent: 1, start: -9, duration: 500)).ShouldBe(Indicator.InProgress);
    }

    [Theory]
    [InlineData(14, 0, Indicator.FinishingSoon)]
    [InlineData(15, 0, Indicator.NotStarted)]
    [InlineData(15, 5, Indicator.InProgress)]
    public void Finishing_soon_is_from_today_to_the_fourteenth_day(int finish, int percent, Indicator expected) =>
        Of(Item(percent, finish: finish)).ShouldBe(expected);

    [Fact]
    public void Finishing_soon_comes_before_starting_soon() => Of(Item(start: 3, finish: 9)).ShouldBe(Indicator.FinishingSoon);

    [Theory]
    [InlineData(14, 0, Indicator.StartingSoon)]
    [InlineData(15, 0, Indicator.NotStarted)]
    [InlineData(14, 1, Indicator.InProgress)]
    public void Starting_soon_is_for_what_nobody_began(int start, int percent, Indicator expected) =>
        Of(Item(percent, start, finish: 90)).ShouldBe(expected);

    [Fact]
    public void Work_in_progress_needs_no_date()
    {
        Of(Item(percent: 1)).ShouldBe(Indicator.InProgress);
        Of(Item(percent: 99)).ShouldBe(Indicator.InProgress);
    }

    [Fact]
    public void Nothing_is_said_of_an_item_without_dates()
    {
        Of(Item()).ShouldBeNull();
        Of(Item(duration: 5)).ShouldBeNull();
        Of(Item(completed: -3)).ShouldBeNull();
    }

    [Fact]
    public void The_ends_of_the_calendar_hold()
    {
        IndicatorRules.Of(Item(percent: 1) with { FinishDate = DateOnly.MaxValue, DurationDays = 10_000 }, DateOnly.MaxValue)
            .ShouldBe(Indicator.TrendingLate);
        IndicatorRules.Of(Item(percent: 100) with { CompletedOn = DateOnly.MinValue }, DateOnly.MaxValue).ShouldBe(Indicator.Completed);
        IndicatorRules.Of(Item() with { StartDate = DateOnly.MaxValue }, DateOnly.MinValue).ShouldBe(Indicator.NotStarted);
    }

    [Theory]
    [InlineData(Indicator.CompletedRecently, Severity.Completed)]
    [InlineData(Indicator.Completed, Severity.Done)]
    [InlineData(Indicator.BeyondDeadline, Severity.Critical)]
    [InlineData(Indicator.LateFinish, Severity.Critical)]
    [InlineData(Indicator.LateStart, Severity.Critical)]
    [InlineData(Indicator.TrendingLate, Severity.Warning)]
    [InlineData(Indicator.FinishingSoon, Severity.Active)]
    [InlineData(Indicator.StartingSoon, Severity.Upcoming)]
    [InlineData(Indicator.InProgress, Severity.Active)]
    [InlineData(Indicator.NotStarted, Severity.Upcoming)]
    public void Every_indicator_has_the_severity_of_the_table(Indicator indicator, Severity severity) =>
        IndicatorRules.SeverityOf(indicator).ShouldBe(severity);

    [Fact]
    public void What_is_no_indicator_has_no_severity()
    {
        IndicatorRules.SeverityOf((Indicator?)null).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => IndicatorRules.SeverityOf((Indicator)99));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var item = Item(percent: 40, start: -9, finish: 20, deadline: 30, duration: 60);
        IndicatorRules.Of(item, Today);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            IndicatorRules.Of(item, Today);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static Indicator? Of(Item item) => IndicatorRules.Of(item, Today);
}
