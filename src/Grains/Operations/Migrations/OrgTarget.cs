using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>
/// An organization whose database can be looked at. Busy says what somebody else does with it, <c>moving</c> or <c>deleting</c>; null: it
/// can be migrated.
/// </summary>
internal sealed record OrgTarget(Guid Id, string Slug, string Database, string Server, string Host, int Port, string? Busy = null);

/// <summary>Finds them.</summary>
internal static class OrgTargetSql
{
    // One that is being made is copied from the template.
    private const string ListSql = """
        SELECT o.id, o.slug, o.database_name, s.name, s.host, s.port,
               CASE WHEN o.deleted_at IS NOT NULL THEN 'deleting' WHEN o.status NOT IN ('active', 'suspended') THEN o.status END
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE o.status <> 'provisioning'
        ORDER BY o.slug
        """;

    /// <summary>Those that can be migrated: one that moves or is deleted is somebody else's work.</summary>
    public static async Task<List<OrgTarget>> OrgTargets(this CentralSession central) =>
        (await central.AllTargets()).FindAll(target => target.Busy is null);

    /// <summary>All that have a database.</summary>
    public static Task<List<OrgTarget>> AllTargets(this CentralSession central) => central.All(
        row => new OrgTarget(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.IsDBNull(6) ? null : row.GetString(6)),
        ListSql);
}
