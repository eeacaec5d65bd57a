using BraidMgr.Grains.Central;
using Npgsql;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>An organization as backups and restores see it.</summary>
internal sealed record OrgToBackUp(Guid Id, string Slug, string Database, string Status, DateTimeOffset CreatedAt, string Host, int Port);

/// <summary>Finds them, and what a restore changes of them in central.</summary>
internal static class OrgToBackUpSql
{
    private const string Columns = """
        SELECT o.id, o.slug, o.database_name, o.status, o.created_at, s.host, s.port
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE o.deleted_at IS NULL
        """;

    private const string ListSql = Columns + " AND o.status IN ('active', 'suspended') ORDER BY o.slug";

    // One that is in the middle of a swap is somebody's who died there.
    private const string FindSql = Columns + " AND o.slug = $1 AND o.status IN ('active', 'suspended', 'moving')";

    private const string ThereSql = "SELECT slug FROM organizations WHERE id = $1 AND deleted_at IS NULL AND status <> 'deleting'";

    private const string CentralMadeSql = "SELECT min(applied_at) FROM schema_migrations";

    private const string DeleteSql = Columns + " AND o.slug = $1 AND o.status IN ('active', 'suspended', 'moving', 'deleting')";

    private const string CopySql = """
        WITH made AS (
            INSERT INTO organizations (id, name, slug, settings, database_name, database_server_id, status, created_at, updated_at)
            SELECT $1, name, $2, settings, $3, database_server_id, 'active', $4, $4 FROM organizations WHERE id = $5
            ON CONFLICT DO NOTHING
            RETURNING id)
        INSERT INTO user_org_memberships (id, user_id, organization_id, org_role, created_at, updated_at)
        SELECT gen_random_uuid(), m.user_id, made.id, m.org_role, $4, $4
        FROM made, user_org_memberships m
        WHERE m.organization_id = $5 AND m.org_role = 'owner' AND m.deactivated_at IS NULL
        """;

    private const string SettleSql = "LOCK TABLE organizations IN SHARE MODE";

    private const string NamedSql = "SELECT database_name FROM organizations WHERE database_name = $1";

    private const string TakenSql = "SELECT slug FROM organizations WHERE slug = $1";

    /// <summary>All whose databases are there.</summary>
    public static Task<List<OrgToBackUp>> OrgsToBackUp(this CentralSession central) => central.All(Read, ListSql);

    /// <summary>One of them; null when there is none of that slug.</summary>
    public static Task<OrgToBackUp?> OrgToBackUp(this CentralSession central, string slug) => central.One(Read, FindSql, Param.Text(slug));

    /// <summary>When the central database was made.</summary>
    public static async Task<DateTimeOffset> CentralMadeAt(this CentralSession central) =>
        (await central.All(row => row.GetFieldValue<DateTimeOffset>(0), CentralMadeSql))[0];

    /// <summary>Whether an organization is neither gone nor being deleted.</summary>
    public static async Task<bool> IsThere(this CentralSession central, Guid organizationId) =>
        await central.One(row => row.GetString(0), ThereSql, Param.Id(organizationId)) is not null;

    /// <summary>One that can be deleted: also what a run was deleting that did not get through.</summary>
    public static Task<OrgToBackUp?> OrgToDelete(this CentralSession central, string slug) => central.One(Read, DeleteSql, Param.Text(slug));

    /// <summary>Makes another organization of the same owners; 0 when the slug is taken.</summary>
    public static Task<int> Copy(this CentralSession central, OrgToBackUp org, Guid id, string slug, string database, DateTimeOffset now) =>
        central.Execute(CopySql, Param.Id(id), Param.Text(slug), Param.Text(database), Param.Time(now), Param.Id(org.Id));

    /// <summary>Whether a database is an organization's, or becomes one's by a commit whose answer was lost: that is waited for. As the owner.</summary>
    public static async Task<bool> HasDatabase(this CentralSession central, string database)
    {
        await central.Execute(SettleSql);
        return await central.One(row => row.GetString(0), NamedSql, Param.Text(database)) is not null;
    }

    /// <summary>Whether an organization has the slug.</summary>
    public static async Task<bool> HasSlug(this CentralSession central, string slug) =>
        await central.One(row => row.GetString(0), TakenSql, Param.Text(slug)) is not null;

    private static OrgToBackUp Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetString(5), row.GetInt32(6));
}
