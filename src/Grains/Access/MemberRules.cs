using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts;

namespace BraidMgr.Grains.Access;

/// <summary>Who may change whose membership (data model, "Who may do what").</summary>
internal static class MemberRules
{
    /// <summary>Owners and admins manage members and settings.</summary>
    public static void RequireAdmin(OrgRole actor)
    {
        if (actor < OrgRole.Admin)
        {
            throw Error.Forbidden("Only owners and admins of the organization may do this.");
        }
    }

    /// <summary>Owners alone make, change and remove owners.</summary>
    public static void RequireMayChange(OrgRole actor, OrgRole? before, OrgRole? after)
    {
        RequireAdmin(actor);
        if ((before == OrgRole.Owner || after == OrgRole.Owner) && actor != OrgRole.Owner)
        {
            throw Error.Forbidden("Only owners may make, change or remove owners.");
        }
    }

    /// <summary>Everybody may leave; others are removed by who may change them.</summary>
    public static void RequireMayRemove(OrgRole actor, OrgRole? target, bool oneself, Guid userId)
    {
        if (oneself)
        {
            return;
        }

        RequireAdmin(actor);
        RequireMayChange(actor, target ?? throw Error.NotFound("member", userId), null);
    }

    /// <summary>There is always an owner who is active.</summary>
    /// <param name="before">The member as they are.</param>
    /// <param name="after">As they are to be; null: none any more.</param>
    /// <param name="owners">How many active owners there are.</param>
    public static void RequireAnotherOwner(Member before, Member? after, int owners)
    {
        if (IsOwner(before) && !IsOwner(after) && owners <= 1)
        {
            throw Error.Conflict("This is the organization's last owner. Make somebody else an owner first.");
        }
    }

    /// <summary>Checks the body of PUT /orgs/current/members/{user_id}.</summary>
    public static void Check(MemberChanges changes)
    {
        if (changes is { OrgRole: null, Active: null })
        {
            throw Error.Invalid("org_role", "is required, or active");
        }
    }

    /// <summary>Checks the body of POST /orgs/current/members.</summary>
    public static void Check(NewMember member)
    {
        var errors = new ValidationErrors();
        errors.Email("email", member.Email);
        if (member.OrgRole is null)
        {
            errors.Add("org_role", "is required");
        }

        errors.ThrowIfAny();
    }

    private static bool IsOwner(Member? member) => member is { Active: true, OrgRole: OrgRole.Owner };
}
