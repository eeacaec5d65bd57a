using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts;

/// <summary>Where a person stands: the organization of their token while they are a member of it, else none.</summary>
internal sealed record Standing(Guid? OrganizationId, OrgRole? Role);

/// <summary>
/// Checks that a session still holds, for what a person does on their own account. It works without the organization: its
/// members must be able to leave it for another while it is suspended, being moved, or no longer theirs.
/// </summary>
public sealed class SessionCheck(CentralDatabase central, IGrainFactory grains)
{
    private const string SessionSql = """
        SELECT u.sessions_valid_from, m.org_role::text
        FROM users u
        LEFT JOIN user_org_memberships m ON m.user_id = u.id AND m.organization_id = $3 AND m.deactivated_at IS NULL
        WHERE u.id = $1 AND u.deleted_at IS NULL
          AND EXISTS (SELECT FROM refresh_tokens t WHERE t.family = $2 AND t.user_id = $1)
          AND NOT EXISTS (SELECT FROM refresh_tokens t WHERE t.family = $2 AND t.user_id = $1 AND t.revoked_at IS NOT NULL)
        """;

    /// <summary>Where the caller stands; AUTHENTICATION_ERROR when the session has ended.</summary>
    internal async Task<Standing> Standing(Caller caller)
    {
        if (caller.OrganizationId == Guid.Empty)
        {
            return await FromCentral(caller);
        }

        try
        {
            var grant = await grains.Access(caller.OrganizationId).Authorize(caller);
            return new(caller.OrganizationId, grant.OrgRole);
        }
        catch (BraidException error) when (error.Kind is ErrorKind.NotFound or ErrorKind.Authorization or ErrorKind.Unavailable)
        {
            return await FromCentral(caller);
        }
    }

    private async Task<Standing> FromCentral(Caller caller)
    {
        var found = await central.Run(session => session.One(
            row => new Found(row.GetFieldValue<DateTimeOffset>(0), row.IsDBNull(1) ? null : Labels<OrgRole>.Parse(row.GetString(1))),
            SessionSql, Param.Id(caller.UserId), Param.Id(caller.SessionId), Param.Id(caller.OrganizationId)));
        if (found is null || caller.IssuedAt < found.ValidFrom)
        {
            throw Error.Unauthenticated("The session has ended. Sign in again.");
        }

        return new(found.Role is null ? null : caller.OrganizationId, found.Role);
    }

    private sealed record Found(DateTimeOffset ValidFrom, OrgRole? Role);
}
