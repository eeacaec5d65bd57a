namespace BraidMgr.Contracts.Access;

/// <summary>The days on which an organization works: days of the week, without its holidays. Monday to Friday unless set.</summary>
[GenerateSerializer, Immutable, Alias("braid.work-calendar")]
public sealed class WorkCalendar : IEquatable<WorkCalendar>
{
    private const int Week = 7;

    [Id(0)] private readonly bool[] _works;
    [Id(1)] private readonly int[] _holidays;

    /// <summary>A calendar; without any working day it counts no day at all.</summary>
    public WorkCalendar(IEnumerable<DayOfWeek> workingDays, IEnumerable<DateOnly> holidays)
    {
        _works = new bool[Week];
        foreach (var day in workingDays)
        {
            // Day 0, 0001-01-01, is a Monday.
            _works[((int)day + Week - 1) % Week] = true;
        }

        // Only those that would be worked on otherwise.
        _holidays = [.. holidays.Select(h => h.DayNumber).Where(h => _works[h % Week]).Distinct().Order()];
    }

    /// <summary>Monday to Friday, without holidays.</summary>
    public static WorkCalendar Default { get; } =
        new([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], []);

    /// <summary>The working days from one day to another, both counted; 0 when <paramref name="last"/> is before <paramref name="first"/>.</summary>
    public int Between(DateOnly first, DateOnly last) => last < first ? 0 : Before(last.DayNumber + 1) - Before(first.DayNumber);

    /// <summary>The day on which so many working days from <paramref name="first"/> on, itself counted, are over; that day itself for 0.</summary>
    public DateOnly After(DateOnly first, int workingDays)
    {
        if (!_works.Contains(true))
        {
            return first;
        }

        var last = Later(first, Math.Max(workingDays, 1) - 1);
        // What is missing is at least as many days ahead: the first day that has them all is not passed over.
        while (last < DateOnly.MaxValue && workingDays - Between(first, last) is var missing and > 0)
        {
            last = Later(last, missing);
        }

        return last;
    }

    /// <summary>The first working day after a day.</summary>
    public DateOnly Next(DateOnly day) => After(Later(day, 1), 1);

    /// <inheritdoc/>
    public bool Equals(WorkCalendar? other) =>
        ReferenceEquals(this, other) || (other is not null && _works.AsSpan().SequenceEqual(other._works) && _holidays.AsSpan().SequenceEqual(other._holidays));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WorkCalendar);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_works.Count(w => w), _holidays.Length);

    // Whole weeks, then the rest of one; holidays are taken off.
    private int Before(int dayNumber)
    {
        var days = dayNumber / Week * _works.Count(w => w);
        for (var i = 0; i < dayNumber % Week; i++)
        {
            days += _works[i] ? 1 : 0;
        }

        var at = Array.BinarySearch(_holidays, dayNumber);
        return days - (at < 0 ? ~at : at);
    }

    private static DateOnly Later(DateOnly day, int days) =>
        DateOnly.FromDayNumber((int)Math.Min((long)day.DayNumber + days, DateOnly.MaxValue.DayNumber));
}
