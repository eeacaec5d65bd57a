namespace BraidMgr.Grains.Access;

/// <summary>An organization's date: it turns at midnight in its time zone, on which indicators depend.</summary>
internal sealed class OrganizationDay(string timeZone)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : TimeZoneInfo.Utc;
    private DateOnly _today;
    private DateTimeOffset _from = DateTimeOffset.MaxValue;
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    /// <summary>
    /// The date at a moment. Offsets of time zones are whole minutes, so a date can only turn when a minute does: it is
    /// computed once a minute.
    /// </summary>
    public DateOnly At(DateTimeOffset now)
    {
        if (now < _from || now >= _until)
        {
            _today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime);
            _from = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
            _until = _from.AddMinutes(1);
        }

        return _today;
    }
}
