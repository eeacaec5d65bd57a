using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts.Personal;

/// <summary>An organization that a person is or was a member of, and how it stands.</summary>
internal sealed record FormerOrganization(Guid Id, string Slug, string Status);

/// <summary>The end of a person in central: their row stays without anything of them, so that ids in audit rows mean somebody.</summary>
internal static class ErasureSql
{
    /// <summary>What an erased person is called.</summary>
    public const string Name = "Erased person";

    private const string OrganizationsSql = """
        SELECT o.id, o.slug, o.status FROM organizations o
         WHERE o.deleted_at IS NULL
           AND (EXISTS (SELECT FROM user_org_memberships m WHERE m.organization_id = o.id AND m.user_id = $1)
                OR EXISTS (SELECT FROM audit_log a WHERE a.entity_type = 'membership' AND a.entity_id = $1 AND a.organization_id = o.id))
         ORDER BY o.id
        """;

    // As every change of memberships does, in order of ids.
    private const string LockSql = """
        SELECT o.id FROM organizations o
         WHERE o.id IN (SELECT m.organization_id FROM user_org_memberships m WHERE m.user_id = $1)
         ORDER BY o.id FOR NO KEY UPDATE OF o
        """;

    private const string OwnedSql = """
        SELECT o.slug FROM user_org_memberships m JOIN organizations o ON o.id = m.organization_id
         WHERE m.user_id = $1 AND m.org_role = 'owner' AND m.deactivated_at IS NULL AND o.deleted_at IS NULL AND o.status <> 'deleting'
           AND NOT EXISTS (SELECT FROM user_org_memberships x
                            WHERE x.organization_id = o.id AND x.user_id <> $1 AND x.org_role = 'owner' AND x.deactivated_at IS NULL)
         ORDER BY o.slug
        """;

    private const string LeaveSql = "DELETE FROM user_org_memberships WHERE user_id = $1 RETURNING organization_id";

    private const string ForgetSql = """
        WITH invited AS (DELETE FROM invitations WHERE lower(email) = lower($2)),
             resets AS (DELETE FROM password_resets WHERE lower(email) = lower($2)),
             verifications AS (DELETE FROM email_verifications WHERE lower(email) = lower($2)),
             answers AS (DELETE FROM idempotency_keys WHERE user_id = $1)
        UPDATE users
           SET email = 'erased-' || id || '@erased.invalid', name = $3, avatar_url = NULL, password_hash = NULL, email_verified = false,
               deleted_at = $4, updated_at = $4
         WHERE id = $1
        """;

    /// <summary>The organizations that a person is or ever was a member of.</summary>
    public static Task<List<FormerOrganization>> OrganizationsEverOf(this CentralSession central, Guid userId) =>
        central.All(row => new FormerOrganization(row.GetGuid(0), row.GetString(1), row.GetString(2)), OrganizationsSql, Param.Id(userId));

    /// <summary>CONFLICT, naming them, when organizations would be left without an owner.</summary>
    public static async Task RequireOwnsNoneAlone(this CentralSession central, Guid userId)
    {
        var owned = await central.All(row => row.GetString(0), OwnedSql, Param.Id(userId));
        if (owned.Count > 0)
        {
            throw Error.Conflict(
                $"You are the last owner of {string.Join(", ", owned)}. Make somebody else an owner there, or delete the organization, and ask again.");
        }
    }

    /// <summary>Ends all sessions and memberships and takes everything of the person out of central, audit rows included.</summary>
    public static async Task<Revocation> Erase(this CentralSession central, Person person, string correlationId, DateTimeOffset now)
    {
        await central.Execute(LockSql, Param.Id(person.Id));
        await central.RequireOwnsNoneAlone(person.Id);
        _ = await central.LockPerson(person.Id) ?? throw Error.Unauthenticated("The account was deleted.");
        var revocation = await Revocation.EndAll(central, person.Id, now);
        foreach (var organization in await central.All(row => row.GetGuid(0), LeaveSql, Param.Id(person.Id)))
        {
            await new AuditEvent("delete", "membership", person.Id, person.Id, organization, correlationId).WriteTo(central, now);
        }

        await central.Execute(ForgetSql, Param.Id(person.Id), Param.Text(person.Email), Param.Text(Name), Param.Time(now));
        await new AuditEvent("erase", "user", person.Id, person.Id, null, correlationId).WriteTo(central, now);
        return revocation;
    }
}
