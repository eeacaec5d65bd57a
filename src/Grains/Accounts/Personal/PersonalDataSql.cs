using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts.Personal;

/// <summary>An organization whose rows about a person are to be read.</summary>
internal sealed record OrganizationOfPerson(Guid Id, string Status, string Json);

/// <summary>What central stores about a person. Secrets are left out, and hashes of them.</summary>
internal static class PersonalDataSql
{
    private const string PersonSql = """
        SELECT id, jsonb_build_object('id', id, 'email', email, 'name', name, 'avatar_url', avatar_url, 'email_verified', email_verified,
               'created_at', created_at, 'updated_at', updated_at)::text
          FROM users WHERE id = $1 AND deleted_at IS NULL
        """;

    private const string NextOrganizationSql = """
        SELECT o.id, o.status, jsonb_build_object('id', o.id, 'name', o.name, 'slug', o.slug)::text
          FROM user_org_memberships m JOIN organizations o ON o.id = m.organization_id
         WHERE m.user_id = $1 AND o.id > $2 AND o.deleted_at IS NULL AND o.status NOT IN ('provisioning', 'deleting')
         ORDER BY o.id LIMIT 1
        """;

    // $1 the person, $2 behind which id, $3 how many.
    private static readonly (string Name, string Sql)[] All =
    [
        ("memberships", Page("""
            SELECT m.id, jsonb_build_object('organization_id', m.organization_id, 'organization', o.name, 'org_role', m.org_role,
                   'active', m.deactivated_at IS NULL, 'created_at', m.created_at)
              FROM user_org_memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = $1
            """)),
        ("sessions", Page("""
            SELECT t.id, jsonb_build_object('session_id', t.family, 'organization_id', t.org_id, 'created_at', t.created_at,
                   'expires_at', t.expires_at, 'used_at', t.used_at, 'revoked_at', t.revoked_at)
              FROM refresh_tokens t WHERE t.user_id = $1
            """)),
        ("invitations", Page("""
            SELECT i.id, jsonb_build_object('organization_id', i.org_id, 'org_role', i.org_role, 'created_at', i.created_at,
                   'expires_at', i.expires_at, 'used_at', i.used_at)
              FROM invitations i WHERE lower(i.email) = (SELECT lower(u.email) FROM users u WHERE u.id = $1)
            """)),
        ("events", Page("""
            SELECT a.id, jsonb_build_object('id', a.id, 'action', a.action, 'entity_type', a.entity_type, 'entity_id', a.entity_id,
                   'organization_id', a.organization_id, 'correlation_id', a.correlation_id, 'created_at', a.created_at)
              FROM audit_log a WHERE a.user_id = $1
            """)),
    ];

    /// <summary>The names of the kinds, in order.</summary>
    public static IReadOnlyList<string> Sections { get; } = [.. All.Select(section => section.Name)];

    /// <summary>The person; null when they were erased.</summary>
    public static Task<PersonalRow?> PersonAsJson(this CentralSession central, Guid userId) =>
        central.One(PersonalRow.Read, PersonSql, Param.Id(userId));

    /// <summary>A page of the rows of one kind.</summary>
    public static Task<List<PersonalRow>> RowsAbout(this CentralSession central, Guid userId, int section, Guid after) =>
        central.All(PersonalRow.Read, All[section].Sql, Param.Id(userId), Param.Id(after), Param.Count(PersonalRows.PageSize));

    /// <summary>The next organization that the person is a member of, in order of ids; null behind the last.</summary>
    public static Task<OrganizationOfPerson?> OrganizationAfter(this CentralSession central, Guid userId, Guid after) => central.One(
        row => new OrganizationOfPerson(row.GetGuid(0), row.GetString(1), row.GetString(2)), NextOrganizationSql, Param.Id(userId), Param.Id(after));

    private static string Page(string rows) => $"SELECT r.id, r.json::text FROM ({rows}) r (id, json) WHERE r.id > $2 ORDER BY r.id LIMIT $3";
}
