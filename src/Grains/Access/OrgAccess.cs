using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Access;

/// <summary>How the grains of an organization authorize their callers: from the authority beside them, else by a call.</summary>
internal readonly struct OrgAccess(Authorities authorities, IGrainFactory grains, Guid organizationId)
{
    /// <summary>The grain, for what is more than authorizing.</summary>
    public IAccessGrain Grain { get; } = grains.Access(organizationId);

    /// <summary>What the caller is in the organization, and in a project of it. Errors as <see cref="IAccessGrain.Authorize"/>.</summary>
    public ValueTask<AccessGrant> Authorize(Caller caller, Guid? projectId = null) =>
        authorities.Find(organizationId)?.Authorize(caller, projectId) is { } grant ? new(grant) : Grain.Authorize(caller, projectId);

    /// <summary>What the caller is in a project. NOT_FOUND without a role in it, AUTHORIZATION_ERROR when the role is too weak.</summary>
    public ValueTask<AccessGrant> Authorize(Caller caller, Guid projectId, Permission permission)
    {
        if (caller.OrganizationId != organizationId)
        {
            throw Error.NotFound("project", projectId);
        }

        return authorities.Find(organizationId)?.Authorize(caller, projectId) is { } grant
            ? new(Require(grant, projectId, permission))
            : AuthorizeByCall(Grain, caller, projectId, permission);
    }

    private static async ValueTask<AccessGrant> AuthorizeByCall(IAccessGrain grain, Caller caller, Guid projectId, Permission permission) =>
        Require(await grain.Authorize(caller, projectId), projectId, permission);

    private static AccessGrant Require(AccessGrant grant, Guid projectId, Permission permission)
    {
        var role = grant.ProjectRole ?? throw Error.NotFound("project", projectId);
        return role.Has(permission)
            ? grant
            : throw Error.Forbidden($"The role {Labels<ProjectRole>.Of(role)} does not cover {Labels<Permission>.Of(permission)}; it needs {Labels<ProjectRole>.Of(permission.WeakestRole())}.");
    }
}
