using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Live;

namespace BraidMgr.Grains.Projects.Feed;

/// <summary>
/// The changes of one project in version order. Answers of commits arrive in any order, and from several grains: a change is told when
/// all versions below its own are accounted for, or after a moment; then the missing ones are told as one reload. Used
/// from one grain's turns only.
/// </summary>
internal sealed class ProjectFeed(RoomId room, TimeProvider time)
{
    private const int Kept = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly List<ProjectCommit> _pending = [];
    private readonly List<ProjectChange> _told = [];
    private Guid _feed = Guid.NewGuid();
    private Task _telling = Task.CompletedTask;
    private long _first = 1;
    private long _version;
    private long _reached;

    /// <summary>The hosts that are told.</summary>
    public Watchers Watchers { get; } = new(time);

    /// <summary>How the project stands.</summary>
    public ProjectPulse Pulse => new(_feed, Next, _version);

    private long Next => _first + _told.Count;

    /// <summary>Takes a committed write, to be told.</summary>
    public void Add(ProjectCommit commit)
    {
        _version = _version == 0 ? commit.Stamp.Version - 1 : _version;
        var at = _pending.FindLastIndex(p => p.Stamp.Version <= commit.Stamp.Version) + 1;
        _pending.Insert(at, commit);
        BeginTelling();
    }

    /// <summary>
    /// The version that was read from disk: changes up to it that nobody reports were made elsewhere. One below what was told means that a
    /// backup was restored: what was told is no longer so, and the feed begins anew.
    /// </summary>
    public void Reached(long version)
    {
        if (_version == 0)
        {
            _version = version;
        }
        else if (version > _version)
        {
            _reached = version;
            BeginTelling();
        }
        else if (version < _version)
        {
            _pending.Clear();
            _told.Clear();
            (_feed, _first, _version, _reached) = (Guid.NewGuid(), 1, version, 0);
        }
    }

    /// <summary>The changes from a number on; else those after a version; else that it is not known what has changed.</summary>
    public ProjectChanges Since(Guid feed, long from, long afterVersion)
    {
        if (feed == _feed && from >= _first)
        {
            return Page((int)Math.Min(from - _first, _told.Count));
        }

        var at = _told.FindIndex(c => c.Version > afterVersion);
        if (afterVersion >= _version)
        {
            return Page(_told.Count);
        }

        return at >= 0 && _told[at].Version <= afterVersion + 1
            ? Page(at)
            : new(_feed, Next, Next, [Reload(_version)]);
    }

    private ProjectChanges Page(int at) => new(_feed, _first + at, Next, [.. _told.Skip(at)]);

    private void BeginTelling()
    {
        if (_telling.IsCompleted)
        {
            _telling = Tell();
        }
    }

    private async Task Tell()
    {
        // The answers of one group arrive together: they are told together.
        await Task.Yield();
        Tell(Complete());
        if (_pending.Count > 0 || _reached > _version)
        {
            await Task.Delay(Patience, time);
            Tell(_pending.Count);
        }
    }

    // Writes that were committed in one set may all carry the version of the last of them.
    private int Complete()
    {
        var complete = 0;
        for (var i = 0; i < _pending.Count; i++)
        {
            var version = _pending[i].Stamp.Version;
            if (version <= _version + i + 1 && (i + 1 == _pending.Count || _pending[i + 1].Stamp.Version > version))
            {
                complete = i + 1;
            }
        }

        return complete;
    }

    private void Tell(int count)
    {
        var changes = Number(count);
        _pending.RemoveRange(0, count);
        if (_pending.Count == 0 && _reached > _version)
        {
            _version = _reached;
            changes.Add(Reload(_version));
        }

        if (changes.Count > 0)
        {
            Keep(changes);
        }
    }

    private List<ProjectChange> Number(int count)
    {
        var changes = new List<ProjectChange>();
        foreach (var set in _pending.Take(count).GroupBy(c => c.Stamp.Version))
        {
            var members = set.Count();
            var first = Math.Max(_version, set.Key - members);
            if (first > _version)
            {
                changes.Add(Reload(first));
            }

            changes.AddRange(set.Select((c, i) =>
                new ProjectChange(room.Id, Math.Max(_version, Math.Min(first + i + 1, set.Key)), c.Entity, c.Id, c.Action, c.ForViewers)));
            _version = Math.Max(_version, set.Key);
        }

        return changes;
    }

    private void Keep(List<ProjectChange> changes)
    {
        var notice = new ProjectNotice(room, new(_feed, Next, Next + changes.Count, changes));
        _told.AddRange(changes);
        if (_told.Count > 2 * Kept)
        {
            var gone = _told.Count - Kept;
            _told.RemoveRange(0, gone);
            _first += gone;
        }

        Watchers.Tell(host => host.ProjectChanged(notice));
    }

    private ProjectChange Reload(long version) => new(room.Id, version, "project", room.Id, ProjectChange.Reload);
}
