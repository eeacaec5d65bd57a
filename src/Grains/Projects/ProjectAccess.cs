using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Projects;

/// <summary>How grains of a project authorize their callers.</summary>
internal static class ProjectAccess
{
    /// <summary>What the caller is in a project. NOT_FOUND without a role in it, AUTHORIZATION_ERROR when the role is too weak.</summary>
    public static async ValueTask<AccessGrant> Authorize(
        this IAccessGrain grain, Guid organizationId, Guid projectId, Caller caller, Permission permission)
    {
        if (caller.OrganizationId != organizationId)
        {
            throw Error.NotFound("project", projectId);
        }

        var access = await grain.Authorize(caller, projectId);
        var role = access.ProjectRole ?? throw Error.NotFound("project", projectId);
        return role.Has(permission)
            ? access
            : throw Error.Forbidden($"The role {Labels<ProjectRole>.Of(role)} does not cover {Labels<Permission>.Of(permission)}; it needs {Labels<ProjectRole>.Of(permission.WeakestRole())}.");
    }
}
