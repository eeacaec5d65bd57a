namespace BraidMgr.Grains.Orgs;

/// <summary>
/// What this silo knows of who owns an organization's database. The organization's grains are in one place (architecture, rule 8), so
/// that what its OrgGrain learns here holds for whatever they have loaded. Written by the OrgGrain, read by the others' turns.
/// </summary>
internal sealed class Ownership
{
    private long _epoch;
    private int _losses;

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

    /// <summary>A write was refused, because somebody else has taken the database.</summary>
    public void Lost() => Interlocked.Increment(ref _losses);
}
