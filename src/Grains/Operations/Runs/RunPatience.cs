namespace BraidMgr.Grains.Operations.Runs;

/// <summary>For how long something that fails is tried again: so long from when it failed first, and anew when it got further meanwhile.</summary>
internal sealed class RunPatience(TimeProvider time, TimeSpan limit)
{
    private DateTimeOffset? _until;
    private int _furthest;

    /// <summary>Whether it is tried again, having got so far.</summary>
    public bool Lasts(int far)
    {
        if (far > _furthest)
        {
            (_furthest, _until) = (far, null);
        }

        _until ??= time.GetUtcNow() + limit;
        return time.GetUtcNow() < _until;
    }
}
