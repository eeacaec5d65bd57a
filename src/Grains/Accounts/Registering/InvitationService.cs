using System.Text.Json.Nodes;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts.Registering;

/// <summary>Registering with an invitation: it is used once, by the address that it was sent to, which it thereby verifies.</summary>
public sealed class InvitationService(CentralDatabase central, IGrainFactory grains, TimeProvider time)
{
    private const string UseSql = """
        UPDATE invitations i SET used_at = $3
        FROM organizations o
        WHERE i.token_hash = $1 AND lower(i.email) = lower($2) AND i.used_at IS NULL AND i.expires_at > $3
          AND o.id = i.org_id AND o.status = 'active'
        RETURNING o.id, i.org_role::text, o.name, o.slug, o.status, o.created_at
        """;

    private const string VerifiedSql = "UPDATE users SET email_verified = true WHERE id = $1";

    /// <summary>Registers a person into the organization that invited them.</summary>
    internal async Task<Membership> Register(Newcomer newcomer, string invitationToken)
    {
        var membership = await central.Transact(async session =>
        {
            var now = time.Now();
            var joined = await Use(session, newcomer, invitationToken, now);
            await newcomer.WriteTo(session, joined.OrganizationId, now);
            await session.Execute(VerifiedSql, Param.Id(newcomer.Person.Id));
            await Join(session, newcomer, joined, now);
            return joined;
        });
        await grains.Access(membership.OrganizationId).MembershipCommitted(newcomer.Person.Id);
        return membership;
    }

    private static async Task<Membership> Use(CentralSession session, Newcomer newcomer, string token, DateTimeOffset now) =>
        await session.One(
            MembershipSql.Read, UseSql, Param.Bytes(OpaqueToken.Hash(token)), Param.Text(newcomer.Person.Email), Param.Time(now))
        ?? throw Error.Invalid("invitation_token", "is not valid, was used, has expired, or was sent to another address");

    private static async Task Join(CentralSession session, Newcomer newcomer, Membership joined, DateTimeOffset now)
    {
        await session.AddMembership(newcomer.Person.Id, joined.OrganizationId, joined.Role, now);
        var audit = new AuditEvent("create", "membership", newcomer.Person.Id, newcomer.Person.Id, joined.OrganizationId, newcomer.CorrelationId)
        {
            After = new JsonObject { ["user_id"] = newcomer.Person.Id, ["org_role"] = Labels<OrgRole>.Of(joined.Role) },
        };
        await audit.WriteTo(session, now);
        if (newcomer.Idempotency is { } key)
        {
            await key.Reserve(session, joined.OrganizationId, now);
            await key.Complete(session, 201, new() { ["user_id"] = newcomer.Person.Id, ["organization_id"] = joined.OrganizationId });
        }
    }
}
