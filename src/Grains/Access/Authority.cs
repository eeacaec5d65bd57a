using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Cluster;

namespace BraidMgr.Grains.Access;

/// <summary>
/// What an activation of <see cref="AccessGrain"/> has in memory. It changes in the grain's turns only; the grains beside it ask it
/// directly (<see cref="Authorities"/>), which spares every request a call.
/// </summary>
internal sealed class Authority(ISiloStanding standing, TimeSpan accessLifetime, TimeProvider time)
{
    private static readonly TimeSpan InactiveFor = TimeSpan.FromSeconds(1);

    private volatile Loaded? _loaded;

    /// <summary>The sessions that were revoked.</summary>
    public RevokedSessions Revoked { get; } = new(accessLifetime);

    /// <summary>What was loaded, where it still holds; null when it must be loaded first.</summary>
    public AccessState? State => _loaded is { } loaded && loaded.GoodUntil > time.GetUtcNow() ? loaded.State : null;

    /// <summary>
    /// What the caller is here, now; null when the state must be loaded first. Errors as <see cref="IAccessGrain.Authorize"/>.
    /// </summary>
    public AccessGrant? Authorize(Caller caller, Guid? projectId)
    {
        standing.RequireCurrent();
        if (Revoked.Contains(caller.SessionId))
        {
            throw Error.Unauthenticated("The session has ended. Sign in again.");
        }

        var now = time.GetUtcNow();
        return _loaded is { } loaded && loaded.GoodUntil > now ? loaded.State.Authorize(caller, projectId, now) : null;
    }

    /// <summary>Takes over what was read. An organization that is not active is looked at again after a second.</summary>
    public void Take(AccessState state) =>
        _loaded = new(state, state.Organization.IsActive ? DateTimeOffset.MaxValue : time.GetUtcNow() + InactiveFor);

    /// <summary>What is in memory may not be what is committed: the next answer waits for a load.</summary>
    public void Distrust() => _loaded = null;

    /// <summary>Lets a committed change into what is loaded.</summary>
    public void Apply(Action<AccessState> change)
    {
        if (_loaded is { } loaded)
        {
            change(loaded.State);
        }
    }

    private sealed record Loaded(AccessState State, DateTimeOffset GoodUntil);
}
