using System.Text.Json;
using System.Text.Json.Nodes;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Json;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Access;

/// <summary>
/// Changes of memberships, each in the caller's transaction with its audit row. They lock the organization first, so that two
/// owners cannot demote each other at once, and judge by what the database says then, not by memory.
/// </summary>
internal static class MemberSql
{
    private const string LockSql = "SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE";

    private const string OwnersSql = """
        SELECT count(*)::int FROM user_org_memberships WHERE organization_id = $1 AND org_role = 'owner' AND deactivated_at IS NULL
        """;

    private const string ExistsSql = "SELECT id FROM user_org_memberships WHERE organization_id = $1 AND user_id = $2";

    private const string ChangeSql = """
        UPDATE user_org_memberships
        SET org_role = $3::org_role, deactivated_at = CASE WHEN NOT $5 THEN coalesce(deactivated_at, $4) END, updated_at = $4
        WHERE organization_id = $1 AND user_id = $2
        """;

    private const string RemoveSql = "DELETE FROM user_org_memberships WHERE organization_id = $1 AND user_id = $2";

    /// <summary>Makes a registered person a member.</summary>
    public static async Task<MemberEntry> Add(CentralSession central, Change change, NewMember member, DateTimeOffset now)
    {
        var organizationId = change.Caller.OrganizationId;
        var (actor, role) = (await LockAndFindActor(central, change), member.OrgRole!.Value);
        MemberRules.RequireMayChange(actor, null, role);
        var person = await central.FindPerson(GrainKeys.NormalizeEmail(member.Email!))
            ?? throw new BraidException(ErrorKind.NotFound, $"Nobody is registered with the address {member.Email}.");
        if ((await central.All(row => row.GetGuid(0), ExistsSql, Param.Id(organizationId), Param.Id(person.Id))).Count > 0)
        {
            throw Error.Conflict($"{person.Email} is a member already.");
        }

        await central.AddMembership(person.Id, organizationId, role, now);
        var added = await central.Member(organizationId, person.Id) ?? throw Error.NotFound("member", person.Id);
        await Audit("create", change, person.Id, null, added.Member).WriteTo(central, now);
        await Keep(central, change, added.Member, now);
        return added;
    }

    /// <summary>Changes a member's role, or whether they are active.</summary>
    public static async Task<MemberEntry> Change(CentralSession central, Change change, Guid userId, MemberChanges changes, DateTimeOffset now)
    {
        var organizationId = change.Caller.OrganizationId;
        var actor = await LockAndFindActor(central, change);
        var before = (await central.Member(organizationId, userId))?.Member ?? throw Error.NotFound("member", userId);
        var after = before with { OrgRole = changes.OrgRole ?? before.OrgRole, Active = changes.Active ?? before.Active };
        MemberRules.RequireMayChange(actor, before.OrgRole, after.OrgRole);
        MemberRules.RequireAnotherOwner(before, after, await Owners(central, organizationId));
        await central.Execute(
            ChangeSql, Param.Id(organizationId), Param.Id(userId), Param.Text(Labels<OrgRole>.Of(after.OrgRole)), Param.Time(now), Param.Flag(after.Active));
        await Audit("update", change, userId, before, after).WriteTo(central, now);
        return await central.Member(organizationId, userId) ?? throw Error.NotFound("member", userId);
    }

    /// <summary>CONFLICT for the last owner, before anything of a removal is done.</summary>
    public static async Task<bool> RequireMayGo(CentralSession central, Guid organizationId, Guid userId)
    {
        var member = (await central.Member(organizationId, userId))?.Member ?? throw Error.NotFound("member", userId);
        MemberRules.RequireAnotherOwner(member, null, await Owners(central, organizationId));
        return true;
    }

    /// <summary>Ends a membership.</summary>
    public static async Task<bool> Remove(CentralSession central, Change change, Guid userId, DateTimeOffset now)
    {
        var organizationId = change.Caller.OrganizationId;
        var actor = await LockAndFindActor(central, change);
        var before = (await central.Member(organizationId, userId))?.Member ?? throw Error.NotFound("member", userId);
        MemberRules.RequireMayRemove(actor, before.OrgRole, change.Caller.UserId == userId, userId);
        MemberRules.RequireAnotherOwner(before, null, await Owners(central, organizationId));
        await central.Execute(RemoveSql, Param.Id(organizationId), Param.Id(userId));
        await Audit("delete", change, userId, before, null).WriteTo(central, now);
        return true;
    }

    /// <summary>The member that was added under an idempotency key.</summary>
    public static Member FromJson(JsonNode json) => json.Deserialize(BraidJson.Default.Member)!;

    private static async Task<OrgRole> LockAndFindActor(CentralSession central, Change change)
    {
        await central.Execute(LockSql, Param.Id(change.Caller.OrganizationId));
        var actor = await central.Member(change.Caller.OrganizationId, change.Caller.UserId);
        return actor is { Member: { Active: true, OrgRole: var role } } ? role : throw Error.NotFound("organization", change.Caller.OrganizationId);
    }

    private static async Task<int> Owners(CentralSession central, Guid organizationId) =>
        (await central.All(row => row.GetInt32(0), OwnersSql, Param.Id(organizationId)))[0];

    private static async Task Keep(CentralSession central, Change change, Member member, DateTimeOffset now)
    {
        if (change.Idempotency is { } key)
        {
            var kept = new CentralIdempotency(change.Caller.UserId, key);
            await kept.Reserve(central, change.Caller.OrganizationId, now);
            await kept.Complete(central, 201, JsonSerializer.SerializeToNode(member, BraidJson.Default.Member)!.AsObject());
        }
    }

    private static AuditEvent Audit(string action, Change change, Guid userId, Member? before, Member? after) =>
        new(action, "membership", userId, change.Caller.UserId, change.Caller.OrganizationId, change.CorrelationId)
        {
            Before = State(before),
            After = State(after),
        };

    private static JsonObject? State(Member? member) => member is null ? null
        : new() { ["user_id"] = member.UserId, ["org_role"] = Labels<OrgRole>.Of(member.OrgRole), ["active"] = member.Active };
}
