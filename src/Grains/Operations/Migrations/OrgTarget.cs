using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>An organization whose database can be looked at and migrated.</summary>
internal sealed record OrgTarget(Guid Id, string Slug, string Database, string Server, string Host, int Port);

/// <summary>Finds them.</summary>
internal static class OrgTargetSql
{
    // One that is being made is copied from the template; one that moves or is deleted is somebody else's work.
    private const string ListSql = """
        SELECT o.id, o.slug, o.database_name, s.name, s.host, s.port
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE o.status IN ('active', 'suspended') AND o.deleted_at IS NULL
        ORDER BY o.slug
        """;

    public static Task<List<OrgTarget>> OrgTargets(this CentralSession central) => central.All(
        row => new OrgTarget(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5)), ListSql);
}
