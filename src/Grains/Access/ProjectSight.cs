using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Access;

/// <summary>Whether somebody sees a project that a field of a request names.</summary>
internal static class ProjectSight
{
    /// <summary>NOT_FOUND by the field, unless there is such a project in the caller's organization and the caller has a role in it.</summary>
    public static async Task RequireSight(this IGrainFactory grains, Caller caller, Guid projectId, string field)
    {
        try
        {
            await grains.Project(caller.OrganizationId, projectId).Get(caller);
        }
        catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
        {
            throw Error.NotFoundIn(field, "project");
        }
    }
}
