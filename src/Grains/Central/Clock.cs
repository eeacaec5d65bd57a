namespace BraidMgr.Grains.Central;

/// <summary>The time as it is stored.</summary>
internal static class Clock
{
    /// <summary>Now, in whole milliseconds: what is answered from memory equals what the database, which keeps microseconds, answers later.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
