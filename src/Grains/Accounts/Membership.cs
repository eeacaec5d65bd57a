using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Grains.Central;
using Npgsql;

namespace BraidMgr.Grains.Accounts;

/// <summary>A person's membership, with what is told of the organization.</summary>
internal sealed record Membership(Guid OrganizationId, OrgRole Role, string Name, string Slug, string Status, DateTime CreatedAt)
{
    /// <summary>The organization as GET /orgs lists it.</summary>
    public MyOrganization ToMine() => new(OrganizationId, Name, Slug, Status, Role, CreatedAt);
}

/// <summary>The statements of <c>user_org_memberships</c> as a person sees them.</summary>
internal static class MembershipSql
{
    private const string OfPersonSql = """
        SELECT o.id, m.org_role::text, o.name, o.slug, o.status, o.created_at
        FROM user_org_memberships m
        JOIN organizations o ON o.id = m.organization_id
        WHERE m.user_id = $1 AND m.deactivated_at IS NULL AND o.deleted_at IS NULL AND o.status NOT IN ('provisioning', 'deleting')
        ORDER BY lower(o.name), o.id
        """;

    private const string AllSql = "SELECT organization_id FROM user_org_memberships WHERE user_id = $1";

    // Where one was last, if that still works; else where one has been a member for longest.
    private const string PreferredSql = """
        SELECT o.id, m.org_role::text, o.name, o.slug, o.status, o.created_at
        FROM user_org_memberships m
        JOIN organizations o ON o.id = m.organization_id
        LEFT JOIN LATERAL (
            SELECT max(t.created_at) AS last FROM refresh_tokens t WHERE t.user_id = m.user_id AND t.org_id = o.id) used ON true
        WHERE m.user_id = $1 AND m.deactivated_at IS NULL AND o.deleted_at IS NULL AND o.status NOT IN ('provisioning', 'deleting')
        ORDER BY o.status <> 'active', used.last DESC NULLS LAST, m.created_at, o.id
        LIMIT 1
        """;

    private const string InsertSql = """
        INSERT INTO user_org_memberships (id, user_id, organization_id, org_role, created_at, updated_at)
        VALUES ($1, $2, $3, $4::org_role, $5, $5)
        """;

    /// <summary>The person's organizations that let them in, by name.</summary>
    public static Task<List<Membership>> Memberships(this CentralSession central, Guid userId) =>
        central.All(Read, OfPersonSql, Param.Id(userId));

    /// <summary>All organizations that a person is a member of, active or not.</summary>
    public static Task<List<Guid>> OrganizationsOf(this CentralSession central, Guid userId) =>
        central.All(row => row.GetGuid(0), AllSql, Param.Id(userId));

    /// <summary>The organization that a person signs in to without naming one; null when there is none.</summary>
    public static Task<Membership?> PreferredMembership(this CentralSession central, Guid userId) =>
        central.One(Read, PreferredSql, Param.Id(userId));

    /// <summary>Makes a person a member.</summary>
    public static Task AddMembership(this CentralSession central, Guid userId, Guid organizationId, OrgRole role, DateTimeOffset now) =>
        central.Execute(
            InsertSql, Param.Id(Guid.CreateVersion7()), Param.Id(userId), Param.Id(organizationId), Param.Text(Labels<OrgRole>.Of(role)), Param.Time(now));

    internal static Membership Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), Labels<OrgRole>.Parse(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetDateTime(5));
}
