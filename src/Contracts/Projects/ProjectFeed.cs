using BraidMgr.Contracts.Live;
using Orleans.Concurrency;

namespace BraidMgr.Contracts.Projects;

/// <summary>A committed change in a project, as those who watch it are told.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Version">The project's version after the change.</param>
/// <param name="Entity">What was changed, as the audit log calls it: project, item, workstream, note, …</param>
/// <param name="Id">The id of what was changed.</param>
/// <param name="Action">create, update, delete, reorder, …; <c>reload</c> where it is no longer known what has changed up to this version.</param>
/// <param name="ForViewers">Whether viewers are told: of items that they do not see they hear nothing.</param>
[GenerateSerializer, Immutable, Alias("braid.project-change")]
public sealed record ProjectChange(Guid ProjectId, long Version, string Entity, Guid Id, string Action, bool ForViewers = true)
{
    /// <summary>The action that stands for changes that are no longer known one by one.</summary>
    public const string Reload = "reload";
}

/// <summary>
/// Changes with their numbers in the feed. A reload in place of changes that are no longer known has no number: then first and next are
/// the same.
/// </summary>
/// <param name="Feed">The activation that numbers them.</param>
/// <param name="First">The number of the first.</param>
/// <param name="Next">The number that follows the last.</param>
/// <param name="Changes">In order.</param>
[GenerateSerializer, Immutable, Alias("braid.project-changes")]
public sealed record ProjectChanges(Guid Feed, long First, long Next, IReadOnlyList<ProjectChange> Changes);

/// <summary>Tells a host of changes.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-notice")]
public sealed record ProjectNotice(RoomId Room, ProjectChanges Changes);

/// <summary>How a project stands.</summary>
/// <param name="Feed">The activation that numbers the changes.</param>
/// <param name="Next">The number that the next change gets.</param>
/// <param name="Version">The project's version up to which changes were told.</param>
/// <param name="Stored">The project's version, of which all may not be told yet; 0 where it is not known.</param>
[GenerateSerializer, Immutable, Alias("braid.project-pulse")]
public sealed record ProjectPulse(Guid Feed, long Next, long Version, long Stored = 0);

/// <summary>What API hosts ask for the connections that watch a project.</summary>
public interface IProjectWatching
{
    /// <summary>Subscribes a host for <see cref="ChatWatch.Lifetime"/> and says how the project stands. NOT_FOUND when it is gone.</summary>
    Task<ProjectPulse> Watch(ILiveObserver observer, Guid hostId);

    /// <summary>Ends a host's subscription.</summary>
    [OneWay]
    Task Unwatch(Guid hostId);

    /// <summary>
    /// The changes from a number of this feed on, else those after a version; a single one with the action reload where they
    /// are no longer known.
    /// </summary>
    Task<ProjectChanges> ChangesSince(Guid feed, long from, long afterVersion);
}
