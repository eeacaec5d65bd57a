using System.Collections.Concurrent;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// What this silo knows of who owns an organization's database. The organization's grains are in one place (architecture, rule 8), so
/// that what its OrgGrain learns here holds for whatever they have loaded. Written by the OrgGrain, read by the others' turns.
/// </summary>
internal sealed class Ownership
{
    private const int RivalryEndsAfterMilliseconds = 5_000;
    private const int LongestPauseMilliseconds = 800;

    private readonly ConcurrentDictionary<Guid, int> _doubts = new();
    private long _epoch;
    private int _losses;
    private int _rivalry;
    private long _takenOverAt;

    /// <summary>How often it was noticed that another activation had the database: what was loaded before may be behind.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>The database was taken here; somebody else had it since the last time when epochs are missing between.</summary>
    public void Taken(long epoch)
    {
        var before = Interlocked.Exchange(ref _epoch, epoch);
        if (before != 0 && epoch != before + 1)
        {
            Lost();
        }
    }

    /// <summary>How often a change that counts in a project had an unknown outcome: what was loaded of it before may be behind.</summary>
    public int DoubtsOf(Guid projectId) => _doubts.GetValueOrDefault(projectId);

    /// <summary>Such a change counts in these projects; null for any.</summary>
    public void Doubt(IReadOnlyList<Guid>? projects)
    {
        if (projects is null)
        {
            Lost();
            return;
        }

        foreach (var project in projects)
        {
            _doubts.AddOrUpdate(project, 1, static (_, times) => times + 1);
        }
    }

    /// <summary>Somebody else has, or may have, the database.</summary>
    public void Lost() => Interlocked.Increment(ref _losses);

    /// <summary>A write was refused, because somebody else has taken the database.</summary>
    public void TakenOver()
    {
        var now = Environment.TickCount64;
        _rivalry = IsRivalry(now) ? _rivalry + 1 : 1;
        _takenOverAt = now;
        Lost();
    }

    /// <summary>
    /// How long to leave the database to whoever took it: up to 0.1 s the first time, longer each time within 5 s, up to 0.8 s. Two that
    /// took it from each other without a rest would both be refused again and again before anything is committed.
    /// </summary>
    public TimeSpan Pause()
    {
        var longest = Math.Min(50 << Math.Min(_rivalry, 10), LongestPauseMilliseconds);
        return IsRivalry(Environment.TickCount64) ? TimeSpan.FromMilliseconds(Random.Shared.Next(longest / 2, longest)) : TimeSpan.Zero;
    }

    private bool IsRivalry(long now) => _rivalry > 0 && now - _takenOverAt < RivalryEndsAfterMilliseconds;
}
