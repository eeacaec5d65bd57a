using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Feed;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// What those who watch the project are told.
internal sealed partial class ProjectGrain : IProjectFeed
{
    private readonly ProjectFeed _feed;

    /// <inheritdoc/>
    public Task Committed(ProjectCommit commit)
    {
        _memory.Apply(state => state.Apply(commit.Stamp));
        _feed.Add(commit);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Replaced(ProjectStamp stamp)
    {
        _memory.Distrust();
        _feed.Add(new(stamp, "project", _projectId, ProjectChange.Reload));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ProjectPulse> Watch(ILiveObserver observer, Guid hostId)
    {
        var version = (await Loaded()).Project.Version;
        _feed.Reached(version);
        _feed.Watchers.Renew(hostId, observer);
        return _feed.Pulse with { Stored = version };
    }

    /// <inheritdoc/>
    public Task Unwatch(Guid hostId)
    {
        _feed.Watchers.Remove(hostId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ProjectChanges> ChangesSince(Guid feed, long from, long afterVersion) => Task.FromResult(_feed.Since(feed, from, afterVersion));
}
