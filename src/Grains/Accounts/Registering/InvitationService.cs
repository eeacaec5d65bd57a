using System.Text.Json.Nodes;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Mail;
using BraidMgr.Grains.Orgs;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts.Registering;

/// <summary>Invitations: each is used once, by the address that it was sent to, which it thereby verifies.</summary>
public sealed class InvitationService(
    CentralDatabase central, MailQueue mails, IOptions<MailOptions> options, IGrainFactory grains, TimeProvider time)
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
        return await Commit(newcomer.Person.Id, newcomer.CorrelationId, newcomer.Idempotency, async session =>
        {
            var now = time.Now();
            var joined = await Use(session, newcomer.Person.Email, invitationToken, "invitation_token", now);
            await newcomer.WriteTo(session, joined.OrganizationId, now);
            return joined;
        });
    }

    /// <summary>Lets a person who is registered join the organization that invited them.</summary>
    internal async Task<MyOrganization> Accept(Guid userId, string token, Change change)
    {
        var key = change.Idempotency is { } sent ? new CentralIdempotency(userId, sent) : null;
        if (key is not null && await central.Run(session => key.Answered(session, time.Now())) is { } before)
        {
            var organization = before["organization_id"]!.GetValue<Guid>();
            await grains.Access(organization).MembershipCommitted(userId);
            var mine = await central.Run(session => session.Memberships(userId));
            return mine.Find(m => m.OrganizationId == organization)?.ToMine()
                ?? throw Error.Conflict("You are no longer a member of the organization that was joined with this key.");
        }

        var membership = await Commit(userId, change.CorrelationId, key, async session =>
        {
            var person = await session.FindPerson(userId) ?? throw Error.Unauthenticated("The account was deleted.");
            var joined = await Use(session, person.Email, token, "token", time.Now());
            if ((await session.Memberships(userId)).Exists(m => m.OrganizationId == joined.OrganizationId))
            {
                throw Error.Conflict($"You are a member of {joined.Name} already.");
            }

            return joined;
        });
        return membership.ToMine();
    }

    // Lets somebody in who may be, and tells of it. Where the outcome is unknown, the organization reads anew who its members are.
    private async Task<Membership> Commit(
        Guid userId, string correlationId, CentralIdempotency? key, Func<CentralSession, Task<Membership>> use)
    {
        Membership? joined = null;
        try
        {
            await central.Transact(async session =>
            {
                joined = await use(session);
                await session.Execute(VerifiedSql, Param.Id(userId));
                await Join(session, userId, correlationId, key, joined, time.Now());
                return true;
            });
        }
        catch (OutcomeUnknownException) when (joined is not null)
        {
            await grains.Access(joined.OrganizationId).Reload();
            throw;
        }

        await grains.Access(joined!.OrganizationId).MembershipCommitted(userId);
        return joined;
    }

    /// <summary>Sends the link of an invitation that is stored.</summary>
    internal void Send(Invitation invitation, string organization, string token) => mails.Add(new(
        invitation.Email, "Invitation", $"You are invited to {organization}. Open this link within 7 days to join.",
        options.Value.Link("invitation", ("token", token))));

    private static async Task<Membership> Use(CentralSession session, string email, string token, string field, DateTimeOffset now) =>
        await session.One(MembershipSql.Read, UseSql, Param.Bytes(OpaqueToken.Hash(token)), Param.Text(email), Param.Time(now))
        ?? throw Error.Invalid(field, "is not valid, was used, has expired, or was sent to another address");

    private static async Task Join(
        CentralSession session, Guid userId, string correlationId, CentralIdempotency? idempotency, Membership joined, DateTimeOffset now)
    {
        await session.AddMembership(userId, joined.OrganizationId, joined.Role, now);
        var audit = new AuditEvent("create", "membership", userId, userId, joined.OrganizationId, correlationId)
        {
            After = new JsonObject { ["user_id"] = userId, ["org_role"] = Labels<OrgRole>.Of(joined.Role) },
        };
        await audit.WriteTo(session, now);
        if (idempotency is { } key)
        {
            await key.Reserve(session, joined.OrganizationId, now);
            await key.Complete(session, 201, new() { ["user_id"] = userId, ["organization_id"] = joined.OrganizationId });
        }
    }
}
