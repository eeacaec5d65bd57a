namespace BraidMgr.Schema;

/// <summary>The SQLSTATEs that functions and triggers of the migrations raise, beside PostgreSQL's own.</summary>
public static class SqlStates
{
    /// <summary>The token is not the owner's any more: another activation took the database over.</summary>
    public const string Fenced = "BM001";

    /// <summary>The database carries another organization's id, or none.</summary>
    public const string AnotherOrganization = "BM002";

    /// <summary>UPDATE, DELETE or TRUNCATE of an audit log.</summary>
    public const string AppendOnly = "BM003";
}
