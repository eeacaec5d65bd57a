using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Indicators;

/// <summary>
/// The indicator of an item on a day: the table "Indicators" of the data model, of which the first rule that holds wins.
/// What its words mean at their boundaries is written in docs/decisions/indicators.md.
/// </summary>
public static class IndicatorRules
{
    /// <summary>What "soon" and "recently" mean, in calendar days; the fourteenth day itself counts.</summary>
    public const int SoonDays = 14;

    /// <summary>The same with Monday to Friday as working days.</summary>
    public static Indicator? Of(Item item, DateOnly today) => Of(item, today, WorkCalendar.Default);

    /// <summary>
    /// The indicator on <paramref name="today"/>, the organization's date, by its calendar; null for a draft and for an item without
    /// dates.
    /// </summary>
    public static Indicator? Of(Item item, DateOnly today, WorkCalendar calendar)
    {
        if (item.Draft)
        {
            return null;
        }

        return item.PercentComplete >= 100 ? OfDone(item, today) : OfLate(item, today, calendar) ?? OfAhead(item, today);
    }

    /// <summary>How urgent an indicator is.</summary>
    public static Severity SeverityOf(Indicator indicator) => indicator switch
    {
        Indicator.CompletedRecently => Severity.Completed,
        Indicator.Completed => Severity.Done,
        Indicator.BeyondDeadline or Indicator.LateFinish or Indicator.LateStart => Severity.Critical,
        Indicator.TrendingLate => Severity.Warning,
        Indicator.FinishingSoon or Indicator.InProgress => Severity.Active,
        Indicator.StartingSoon or Indicator.NotStarted => Severity.Upcoming,
        _ => throw new ArgumentOutOfRangeException(nameof(indicator), indicator, "is not an indicator"),
    };

    /// <summary>How urgent an indicator is; null where there is none.</summary>
    public static Severity? SeverityOf(Indicator? indicator) => indicator is { } known ? SeverityOf(known) : null;

    // Rule 1. A finish date ahead of today counts as recent: work that is done early was done just now as far as anyone knows.
    private static Indicator OfDone(Item item, DateOnly today) =>
        (item.CompletedOn ?? item.FinishDate) is { } done && today.DayNumber - done.DayNumber <= SoonDays
            ? Indicator.CompletedRecently
            : Indicator.Completed;

    // Rules 2 to 5.
    private static Indicator? OfLate(Item item, DateOnly today, WorkCalendar calendar) =>
        item.Deadline < today ? Indicator.BeyondDeadline
        : item.FinishDate < today ? Indicator.LateFinish
        : item.StartDate < today && item.PercentComplete == 0 ? Indicator.LateStart
        : IsTrendingLate(item, today, calendar) ? Indicator.TrendingLate
        : null;

    // Rules 6 to 9. Days that are past were caught by the rules before.
    private static Indicator? OfAhead(Item item, DateOnly today) =>
        IsSoon(item.FinishDate, today) ? Indicator.FinishingSoon
        : item.PercentComplete == 0 && IsSoon(item.StartDate, today) ? Indicator.StartingSoon
        : item.PercentComplete > 0 ? Indicator.InProgress
        : item.StartDate is not null || item.FinishDate is not null || item.Deadline is not null ? Indicator.NotStarted
        : null;

    // In hundredths of a day, so that nothing is rounded. Today and the finish date are both days on which work can be done.
    private static bool IsTrendingLate(Item item, DateOnly today, WorkCalendar calendar) =>
        item is { DurationDays: { } duration, FinishDate: { } finish }
        && (item.PercentComplete > 0 || item.StartDate <= today)
        && (long)duration * (100 - item.PercentComplete) > 100L * calendar.Between(today, finish);

    private static bool IsSoon(DateOnly? day, DateOnly today) =>
        day is { } date && date >= today && date.DayNumber - today.DayNumber <= SoonDays;
}
