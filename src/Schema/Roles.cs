namespace BraidMgr.Schema;

/// <summary>The two PostgreSQL roles that migrations and grants name (architecture, rule 1).</summary>
public static class Roles
{
    /// <summary>Owns every database, table and function; nobody logs in as it.</summary>
    public const string Owner = "braid_owner";

    /// <summary>What the pools log in as: no DDL, and only INSERT and SELECT on the audit logs.</summary>
    public const string App = "braid_app";
}
