namespace BraidMgr.Schema;

/// <summary>The two kinds of database, each with migrations of its own.</summary>
public enum DatabaseKind
{
    /// <summary>The one database of accounts and organizations.</summary>
    Central,

    /// <summary>An organization's own database.</summary>
    Org,
}
