using System.Text.Json;
using System.Text.Json.Nodes;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Json;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Access;

/// <summary>The invitations of an organization, each change in one transaction with its audit row.</summary>
internal static class InvitationSql
{
    private const int MaxOpen = 500;

    private const string OpenSql = """
        SELECT id, email, org_role::text, invited_by, expires_at, created_at
        FROM invitations
        WHERE org_id = $1 AND used_at IS NULL AND expires_at > $2
        ORDER BY created_at DESC, id DESC
        """;

    private const string LockSql = "SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE";

    private const string MemberSql = """
        SELECT u.id FROM user_org_memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = $1 AND lower(u.email) = lower($2)
        """;

    // Whoever is invited again has one link that works, and it is the last one.
    private const string ReplaceSql = """
        DELETE FROM invitations WHERE org_id = $1 AND lower(email) = lower($2) AND used_at IS NULL
        RETURNING id, email, org_role::text, invited_by, expires_at, created_at
        """;

    private const string AddSql = """
        INSERT INTO invitations (id, org_id, org_role, email, token_hash, invited_by, expires_at, created_at)
        VALUES ($1, $2, $3::org_role, $4, $5, $6, $7, $8)
        """;

    private const string WithdrawSql = """
        DELETE FROM invitations WHERE org_id = $1 AND id = $2 AND used_at IS NULL
        RETURNING id, email, org_role::text, invited_by, expires_at, created_at
        """;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Those that can still be used, newest first.</summary>
    public static Task<List<Invitation>> OpenInvitations(this CentralSession central, Guid organizationId, DateTimeOffset now) =>
        central.All(Read, OpenSql, Param.Id(organizationId), Param.Time(now));

    /// <summary>Invites an address; an invitation that it has not used is replaced. CONFLICT when it is a member's.</summary>
    public static async Task<Invitation> Invite(CentralSession central, Change change, NewInvitation input, Guid id, string token, DateTimeOffset now)
    {
        var (organizationId, email) = (change.Caller.OrganizationId, GrainKeys.NormalizeEmail(input.Email!));
        await central.Execute(LockSql, Param.Id(organizationId));
        var actor = await central.Member(organizationId, change.Caller.UserId) ?? throw Error.NotFound("organization", organizationId);
        MemberRules.RequireMayChange(actor.Member.OrgRole, null, input.OrgRole);
        if ((await central.All(row => row.GetGuid(0), MemberSql, Param.Id(organizationId), Param.Text(email))).Count > 0)
        {
            throw Error.Conflict($"{email} is a member already.");
        }

        foreach (var replaced in await central.All(Read, ReplaceSql, Param.Id(organizationId), Param.Text(email)))
        {
            MemberRules.RequireMayChange(actor.Member.OrgRole, null, replaced.OrgRole);
            await Audit("delete", change, replaced).WriteTo(central, now);
        }

        if ((await central.OpenInvitations(organizationId, now)).Count >= MaxOpen)
        {
            throw Error.Conflict($"{MaxOpen} invitations are open already; withdraw some first.");
        }

        var invitation = new Invitation(id, email, input.OrgRole!.Value, change.Caller.UserId, (now + Lifetime).UtcDateTime, now.UtcDateTime);
        await central.Execute(
            AddSql, Param.Id(id), Param.Id(organizationId), Param.Text(Labels<OrgRole>.Of(invitation.OrgRole)), Param.Text(email),
            Param.Bytes(OpaqueToken.Hash(token)), Param.Id(change.Caller.UserId), Param.Time(now + Lifetime), Param.Time(now));
        await Audit("create", change, invitation).WriteTo(central, now);
        await Keep(central, change, invitation, now);
        return invitation;
    }

    /// <summary>Withdraws an invitation that was not used.</summary>
    public static async Task<Invitation> Withdraw(CentralSession central, Change change, Guid id, DateTimeOffset now)
    {
        var withdrawn = await central.One(Read, WithdrawSql, Param.Id(change.Caller.OrganizationId), Param.Id(id)) ?? throw Error.NotFound("invitation", id);
        MemberRules.RequireMayChange((await central.Member(change.Caller.OrganizationId, change.Caller.UserId))!.Member.OrgRole, null, withdrawn.OrgRole);
        await Audit("delete", change, withdrawn).WriteTo(central, now);
        return withdrawn;
    }

    /// <summary>The invitation that was made under an idempotency key.</summary>
    public static Invitation FromJson(JsonNode json) => json.Deserialize(BraidJson.Default.Invitation)!;

    /// <summary>Checks the body of POST /orgs/current/invitations.</summary>
    public static void Check(NewInvitation input)
    {
        var errors = new ValidationErrors();
        errors.Email("email", input.Email);
        if (input.OrgRole is null)
        {
            errors.Add("org_role", "is required");
        }

        errors.ThrowIfAny();
    }

    private static async Task Keep(CentralSession central, Change change, Invitation invitation, DateTimeOffset now)
    {
        if (change.Idempotency is { } key)
        {
            var kept = new CentralIdempotency(change.Caller.UserId, key);
            await kept.Reserve(central, change.Caller.OrganizationId, now);
            await kept.Complete(central, 201, JsonSerializer.SerializeToNode(invitation, BraidJson.Default.Invitation)!.AsObject());
        }
    }

    private static AuditEvent Audit(string action, Change change, Invitation invitation)
    {
        // Not the address: the log keeps it for ever, and its owner may never have asked to be in it.
        var state = new JsonObject { ["org_role"] = Labels<OrgRole>.Of(invitation.OrgRole) };
        var audit = new AuditEvent(action, "invitation", invitation.Id, change.Caller.UserId, change.Caller.OrganizationId, change.CorrelationId);
        return action == "create" ? audit with { After = state } : audit with { Before = state };
    }

    private static Invitation Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Labels<OrgRole>.Parse(row.GetString(2)), row.Value<Guid>(3), row.GetDateTime(4), row.GetDateTime(5));
}
