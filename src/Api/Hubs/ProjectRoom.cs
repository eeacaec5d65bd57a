using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Hubs;

/// <summary>A project whose changes connections of this host hear of. Entries have numbers of this host's own.</summary>
internal sealed class ProjectRoom(RoomId id, IProjectWatching grain, IAccessGrain access, ILiveObserver observer, Guid hostId, ProjectPulse pulse, LiveOptions options, ILogger logger)
    : Room(id, access, new EntryLog(0, options.KeptBytesPerRoom), logger)
{
    private const int Size = 200;

    private readonly IAccessGrain _access = access;
    private readonly Lock _gate = new();
    private ProjectPulse _passedOn = pulse;
    private ProjectPulse _seen = pulse;
    private ProjectPulse _next = pulse;
    private ProjectChanges? _heard;

    /// <summary>Takes changes that the grain told of.</summary>
    public void Changed(ProjectNotice notice)
    {
        lock (_gate)
        {
            _heard ??= notice.Changes;
            _seen = new(notice.Changes.Feed, notice.Changes.Next, notice.Changes.Changes[^1].Version);
        }

        Signal();
    }

    /// <summary>What a place is sent first: the changes after a version, up to where the log begins for it.</summary>
    public async Task<(long Sent, IReadOnlyList<Entry> First, long Version)> MissedSinceAsync(long afterVersion)
    {
        var missed = await grain.ChangesSince(Guid.Empty, 0, afterVersion);
        lock (PassingOn)
        {
            // What the log will get is not sent twice.
            var isNumbered = missed.Next - missed.First == missed.Changes.Count && missed.Feed == _passedOn.Feed;
            var upTo = isNumbered ? Math.Clamp(_passedOn.Next - missed.First, 0, missed.Changes.Count) : missed.Changes.Count;
            var first = missed.Changes.Take((int)upTo);
            return (Log.Last, [.. first.Select(c => ToEntry(c, 0))], _passedOn.Version);
        }
    }

    /// <summary>Whether a version is one that the project has not come to, by what is stored: this host may not have been told of it yet.</summary>
    public async Task<bool> IsAheadAsync(long version)
    {
        if (version <= _passedOn.Version)
        {
            return false;
        }

        var stored = (await grain.Watch(observer, hostId)).Stored;
        return stored != 0 && version > stored;
    }

    /// <inheritdoc/>
    public override async Task PulseAsync()
    {
        try
        {
            var told = _passedOn.Version;
            var now = await grain.Watch(observer, hostId);
            if (now.Version < told)
            {
                // The project is as it was before what was told.
                End(ClosedReason.Restored);
                return;
            }

            lock (_gate)
            {
                _seen = now;
            }

            Signal();
        }
        catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
        {
            CloseAll(ClosedReason.Deleted);
        }
    }

    /// <inheritdoc/>
    public override Task LeaveAsync() => grain.Unwatch(hostId);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Entry>?> MissedAsync(long after) => Task.FromResult<IReadOnlyList<Entry>?>(null);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Entry>> NextAsync()
    {
        ProjectChanges? next;
        ProjectPulse passedOn, seen;
        lock (_gate)
        {
            (next, _heard, passedOn, seen) = (_heard, null, _passedOn, _seen);
        }

        if (next is null || next.Feed != passedOn.Feed || next.First != passedOn.Next)
        {
            if (seen.Feed == passedOn.Feed && seen.Next <= passedOn.Next)
            {
                return [];
            }

            next = await grain.ChangesSince(passedOn.Feed, passedOn.Next, passedOn.Version);
        }

        _next = new(next.Feed, next.Next, next.Changes.Count > 0 ? next.Changes[^1].Version : passedOn.Version);
        if (next.Changes.Count == 0)
        {
            _passedOn = _next;
        }

        return [.. next.Changes.Select((change, i) => ToEntry(change, Log.Last + i + 1))];
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string?>> CheckAsync(IReadOnlyList<Seat> seats)
    {
        var reasons = new List<string?>(seats.Count);
        foreach (var seat in seats)
        {
            reasons.Add(await CheckAsync(seat));
        }

        return reasons;
    }

    /// <inheritdoc/>
    protected override void PassedOn() => _passedOn = _next;

    private async Task<string?> CheckAsync(Seat seat)
    {
        try
        {
            var role = (await _access.Authorize(seat.Connection.Caller, Id.Id)).ProjectRole;
            seat.IsViewer = role == ProjectRole.Viewer;
            return role is null ? ClosedReason.AccessLost : null;
        }
        catch (BraidException error) when (error.Kind is ErrorKind.NotFound or ErrorKind.Authorization)
        {
            return ClosedReason.AccessLost;
        }
        catch (BraidException error) when (error.Kind == ErrorKind.Authentication)
        {
            return ClosedReason.SignedOut;
        }
    }

    private static Entry ToEntry(ProjectChange change, long number) => new(
        number, Size, Entry.Call("ProjectChanged", change.ProjectId, change.Version, change.Entity, change.Id, change.Action), change.ForViewers);
}
