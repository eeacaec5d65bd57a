namespace BraidMgr.Grains.Projects.Indicators;

/// <summary>Counts business days: Monday to Friday, without holidays.</summary>
public static class BusinessDays
{
    /// <summary>The business days from one day to another, both counted; 0 when <paramref name="last"/> is before <paramref name="first"/>.</summary>
    public static int Between(DateOnly first, DateOnly last) => last < first ? 0 : Before(last.DayNumber + 1) - Before(first.DayNumber);

    // Day 0, 0001-01-01, is a Monday: whole weeks have five, and of the rest of a week the first five count.
    private static int Before(int dayNumber) => (dayNumber / 7 * 5) + Math.Min(dayNumber % 7, 5);
}
