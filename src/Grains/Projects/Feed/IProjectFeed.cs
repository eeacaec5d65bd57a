using BraidMgr.Contracts;
using BraidMgr.Grains.Projects.Statements;
using Orleans.CodeGeneration;

namespace BraidMgr.Grains.Projects.Feed;

/// <summary>
/// The project's grain as other grains of the organization see it that write in the project: each write that raised the project's
/// version is reported once it is committed, so that memory knows the version and those who watch learn of the change.
/// </summary>
[Alias("braid.project-feed"), Version(1)]
internal interface IProjectFeed : IGrainWithStringKey
{
    /// <summary>Tells of committed writes; await it before answering, so that the project's version holds from the next read on.</summary>
    Task Committed(ProjectCommit commit);

    /// <summary>Tells of a committed write that changed items all over the project: memory is loaded anew before the next answer.</summary>
    Task Replaced(ProjectStamp stamp);
}

/// <summary>A committed write in a project.</summary>
/// <param name="Stamp">What the write made of the project.</param>
/// <param name="Entity">What was changed, as the audit log calls it.</param>
/// <param name="Id">The id of what was changed.</param>
/// <param name="Action">create, update, delete, …</param>
/// <param name="ForViewers">Whether viewers are told.</param>
[GenerateSerializer, Immutable, Alias("braid.project-commit")]
internal sealed record ProjectCommit(ProjectStamp Stamp, string Entity, Guid Id, string Action, bool ForViewers = true);

/// <summary>References to the feeds of projects.</summary>
internal static class ProjectFeedKeys
{
    /// <summary>The feed of a project.</summary>
    public static IProjectFeed ProjectFeed(this IGrainFactory grains, Guid organizationId, Guid projectId) =>
        grains.GetGrain<IProjectFeed>(GrainKeys.Pair(organizationId, projectId));
}
