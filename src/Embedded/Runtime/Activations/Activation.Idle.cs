using Orleans;

namespace BraidMgr.Embedded;

/// <summary>Timers, and when the activation counts as idle.</summary>
internal sealed partial class Activation
{
    private readonly HashSet<GrainTimer> _timers = [];
    private long _keepUntil;

    /// <summary>True when no call runs or waits; a hint, for it can change at once.</summary>
    internal bool IsFree => _requests is { Running: 0, Waiting: 0 } && !_turn;

    internal bool IsGone => _state == ActivationState.Gone;

    internal int WaitingCount => _requests.Waiting;

    public void DelayDeactivation(TimeSpan time)
    {
        lock (_gate)
        {
            _keepUntil = time == TimeSpan.MaxValue || time == Timeout.InfiniteTimeSpan ? long.MaxValue
                : time <= TimeSpan.Zero ? 0
                : Environment.TickCount64 + (long)time.TotalMilliseconds;
        }
    }

    /// <summary>Deactivates when idle for as long as its class may be.</summary>
    public void CollectIfIdle(long now)
    {
        var age = Class.CollectionAge ?? Silo.Collection.CollectionAge;
        lock (_gate)
        {
            if (age == Timeout.InfiniteTimeSpan || _state != ActivationState.Valid || !IsFree
                || now < _keepUntil || now - _lastUsed < age.TotalMilliseconds)
            {
                return;
            }

            Deactivate(new(DeactivationReasonCode.ActivationIdle, "This activation has become idle."));
        }
    }

    internal void Add(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers.Add(timer);
        }
    }

    internal void Remove(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private void StopTimers()
    {
        GrainTimer[] timers;
        lock (_gate)
        {
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }
}
