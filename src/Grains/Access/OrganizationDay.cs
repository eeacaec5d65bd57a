namespace BraidMgr.Grains.Access;

/// <summary>An organization's date: it turns at midnight in its time zone, on which indicators depend. Any thread may ask.</summary>
internal sealed class OrganizationDay(string timeZone)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : TimeZoneInfo.Utc;
    private volatile Minute? _minute;

    /// <summary>
    /// The date at a moment. Offsets of time zones are whole minutes, so a date can only turn when a minute does: it is
    /// computed once a minute.
    /// </summary>
    public DateOnly At(DateTimeOffset now)
    {
        var number = now.UtcTicks / TimeSpan.TicksPerMinute;
        if (_minute is not { } minute || minute.Number != number)
        {
            _minute = minute = new(number, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime));
        }

        return minute.Today;
    }

    private sealed record Minute(long Number, DateOnly Today);
}
