using BraidMgr.Grains.Central;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>The statements by which an organization comes into being, or never does.</summary>
internal static class ProvisioningSql
{
    // On the server of the region that has room and the fewest organizations; with the id of the first spare that is offered there and is
    // nobody's by now. The slug may be taken, or the id in this moment: then there is no row.
    private const string ReserveSql = """
        WITH server AS (
            SELECT s.id, s.host, s.port
            FROM database_servers s
            CROSS JOIN LATERAL (SELECT count(*) AS n FROM organizations o WHERE o.database_server_id = s.id) there
            WHERE s.accepts_new_orgs AND ($7::text IS NULL OR s.region = $7) AND (s.max_organizations IS NULL OR there.n < s.max_organizations)
            ORDER BY there.n, s.name
            LIMIT 1),
        spare AS (
            SELECT o.id FROM unnest($8::text[], $9::int[], $10::uuid[]) WITH ORDINALITY o (host, port, id, place)
            JOIN server s ON s.host = o.host AND s.port = o.port
            WHERE NOT EXISTS (SELECT FROM organizations t WHERE t.id = o.id)
            ORDER BY o.place
            LIMIT 1),
        reserved AS (
            INSERT INTO organizations (id, name, slug, database_name, database_server_id, status, created_at, updated_at)
            SELECT coalesce((SELECT id FROM spare), $1), $2, $3, CASE WHEN EXISTS (SELECT FROM organizations o WHERE o.database_name = $4) THEN $5 ELSE $4 END,
                   server.id, 'provisioning', $6, $6
            FROM server
            ON CONFLICT DO NOTHING
            RETURNING id, name, slug, database_name, created_at)
        SELECT r.id, r.name, r.slug, r.database_name, s.host, s.port, r.created_at FROM reserved r CROSS JOIN server s
        """;

    // A spare whose organization was given up serves another one, under the same id: who reserved it, and when, is one row.
    private const string Unfinished = "id = $1 AND created_at = $2 AND status = 'provisioning'";

    private const string RenameDatabaseSql = $"UPDATE organizations SET database_name = $3 WHERE {Unfinished}";

    private const string ActivateSql = $"UPDATE organizations SET status = 'active', created_by = $3, updated_at = $4 WHERE {Unfinished}";

    private const string GiveUpSql = $"UPDATE organizations SET status = 'deleting' WHERE {Unfinished}";

    private const string GiveUpAbandonedSql = """
        UPDATE organizations SET status = 'deleting'
        WHERE id IN (
            SELECT id FROM organizations WHERE status = 'provisioning' AND created_at < $1 ORDER BY created_at FOR UPDATE SKIP LOCKED)
        """;

    // What was given up never had a member.
    private const string GivenUpSql = """
        SELECT o.id FROM organizations o
        WHERE o.status = 'deleting' AND NOT EXISTS (SELECT FROM user_org_memberships m WHERE m.organization_id = o.id)
        ORDER BY o.created_at
        """;

    // While its row is there its names are nobody else's, and while the row is locked nobody else removes its database.
    private const string LockGivenUpSql = """
        SELECT o.id, o.name, o.slug, o.database_name, s.host, s.port, o.created_at
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE o.id = $1 AND o.status = 'deleting'
          AND NOT EXISTS (SELECT FROM user_org_memberships m WHERE m.organization_id = o.id)
        FOR UPDATE OF o SKIP LOCKED
        """;

    private const string DeleteSql = "DELETE FROM organizations WHERE id = $1";

    private const string CountCreatedSql = "SELECT count(*)::int FROM organizations WHERE created_by = $1";

    private const string CountRegisteredSql = "SELECT count(*)::int FROM audit_log WHERE action = 'register' AND created_at > $1";

    public static Task<ReservedOrganization?> Reserve(
        this CentralSession central, Guid id, string name, string slug, DateTimeOffset now, string? region = null, params IReadOnlyList<Spare> offered) =>
        central.One(
            Read, ReserveSql, Param.Id(id), Param.Text(name), Param.Text(slug), Param.Text(DatabaseNames.Of(slug)),
            Param.Text(DatabaseNames.Another(slug)), Param.Time(now), Param.Text(region), Param.Texts(offered.Select(s => s.Server.Host)),
            Param.Counts(offered.Select(s => s.Server.Port)), Param.Ids([.. offered.Select(s => s.Id)]));

    public static Task<int> RenameDatabase(this CentralSession central, ReservedOrganization reserved, string databaseName) =>
        central.Execute(RenameDatabaseSql, Param.Id(reserved.Id), Param.Time(reserved.CreatedAt), Param.Text(databaseName));

    /// <summary>The commit point's first statement; 0 when the organization was given up meanwhile.</summary>
    public static Task<int> Activate(this CentralSession central, ReservedOrganization reserved, Guid ownerId, DateTimeOffset now) =>
        central.Execute(ActivateSql, Param.Id(reserved.Id), Param.Time(reserved.CreatedAt), Param.Id(ownerId), Param.Time(now));

    /// <summary>Makes the commit point impossible; 0 when it was reached already.</summary>
    public static Task<int> GiveUp(this CentralSession central, ReservedOrganization reserved) =>
        central.Execute(GiveUpSql, Param.Id(reserved.Id), Param.Time(reserved.CreatedAt));

    public static Task<int> GiveUpAbandoned(this CentralSession central, DateTimeOffset before) =>
        central.Execute(GiveUpAbandonedSql, Param.Time(before));

    /// <summary>All that were given up and are still to be removed.</summary>
    public static Task<List<Guid>> GivenUp(this CentralSession central) => central.All(row => row.GetGuid(0), GivenUpSql);

    /// <summary>One that was given up, locked; null when it is gone, or somebody else removes it just now.</summary>
    public static Task<ReservedOrganization?> LockGivenUp(this CentralSession central, Guid id) =>
        central.One(Read, LockGivenUpSql, Param.Id(id));

    public static Task<int> DeleteOrganization(this CentralSession central, Guid id) => central.Execute(DeleteSql, Param.Id(id));

    public static async Task<int> CountCreatedBy(this CentralSession central, Guid userId) =>
        (await central.All(row => row.GetInt32(0), CountCreatedSql, Param.Id(userId)))[0];

    public static async Task<int> CountRegisteredSince(this CentralSession central, DateTimeOffset since) =>
        (await central.All(row => row.GetInt32(0), CountRegisteredSql, Param.Time(since)))[0];

    private static ReservedOrganization Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.GetDateTime(6));
}
