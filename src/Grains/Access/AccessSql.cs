using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Grains.Central;
using Npgsql;

namespace BraidMgr.Grains.Access;

/// <summary>A session that was revoked, and when.</summary>
internal sealed record RevokedSession(Guid SessionId, DateTimeOffset At);

/// <summary>What the access grain reads from central.</summary>
internal static class AccessSql
{
    private const string OrganizationSql = """
        SELECT id, name, slug, status, settings::text, created_at, updated_at FROM organizations WHERE id = $1 AND deleted_at IS NULL
        """;

    private const string MemberColumns = """
        SELECT u.id, u.email, u.name, m.org_role::text, m.created_at, u.sessions_valid_from, m.deactivated_at IS NULL
        FROM user_org_memberships m
        JOIN users u ON u.id = m.user_id
        WHERE m.organization_id = $1 AND u.deleted_at IS NULL
        """;

    private const string MemberSql = MemberColumns + " AND u.id = $2";

    private const string RevokedSql = """
        SELECT family, max(revoked_at) FROM refresh_tokens WHERE org_id = $1 AND revoked_at > $2 GROUP BY family
        """;

    private const string PeopleSql = "SELECT id, name, email FROM users WHERE id = ANY($1)";

    /// <summary>The organization, or null when there is none.</summary>
    public static Task<OrganizationRow?> Organization(this CentralSession central, Guid id) =>
        central.One(ReadOrganization, OrganizationSql, Param.Id(id));

    /// <summary>All members.</summary>
    public static Task<List<MemberEntry>> Members(this CentralSession central, Guid organizationId) =>
        central.All(ReadMember, MemberColumns, Param.Id(organizationId));

    /// <summary>One member, or null.</summary>
    public static Task<MemberEntry?> Member(this CentralSession central, Guid organizationId, Guid userId) =>
        central.One(ReadMember, MemberSql, Param.Id(organizationId), Param.Id(userId));

    /// <summary>Sessions of the organization that were revoked after a moment.</summary>
    public static Task<List<RevokedSession>> RevokedSince(this CentralSession central, Guid organizationId, DateTimeOffset since) =>
        central.All(
            row => new RevokedSession(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)),
            RevokedSql, Param.Id(organizationId), Param.Time(since));

    /// <summary>Names of people, members or not.</summary>
    public static async Task<Dictionary<Guid, PersonName>> People(this CentralSession central, IReadOnlyList<Guid> ids) =>
        (await central.All(row => (Id: row.GetGuid(0), Name: new PersonName(row.GetString(1), row.GetString(2))), PeopleSql, Param.Ids(ids)))
        .ToDictionary(p => p.Id, p => p.Name);

    /// <summary>Reads the columns of an organization.</summary>
    public static OrganizationRow ReadOrganization(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), OrganizationSettings.Parse(row.GetString(4)),
        row.GetDateTime(5), row.GetDateTime(6));

    private static MemberEntry ReadMember(NpgsqlDataReader row) => new(
        new Member(row.GetGuid(0), row.GetString(1), row.GetString(2), Labels<OrgRole>.Parse(row.GetString(3)), row.GetDateTime(4), row.GetBoolean(6)),
        row.GetFieldValue<DateTimeOffset>(5));
}
