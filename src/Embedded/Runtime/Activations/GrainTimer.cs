using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>A grain timer: each tick is a call to the grain that nobody waits for, and arms the timer anew when it ends.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Timer _timer;
    private volatile int _version;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private volatile bool _gone;
    private bool _ticking;
    private bool _changed;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (RuntimeContext.Current != activation)
        {
            throw new InvalidOperationException("A grain timer is registered by the grain's own code, in its turn.");
        }

        _activation = activation;
        _callback = callback;
        _options = options;
        _timer = new Timer(static self => ((GrainTimer)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        activation.Add(this);
        Change(options.DueTime, options.Period);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowUnlessDuration(dueTime, nameof(dueTime));
        ThrowUnlessDuration(period, nameof(period));
        _dueTime = dueTime;
        _period = period;
        _version++;
        _changed = _ticking;
        if (!_ticking)
        {
            Arm(dueTime);
        }
    }

    public void Dispose()
    {
        _gone = true;
        _activation.Remove(this);
        _timer.Dispose();
        _disposed.Cancel();
    }

    internal bool Interleaves => _options.Interleave;

    internal bool KeepsAlive => _options.KeepAlive;

    /// <summary>Runs the callback, unless the timer was changed or disposed since it fired.</summary>
    internal async Task TickAsync(int version)
    {
        if (version != _version || _gone)
        {
            return;
        }

        _ticking = true;
        _changed = false;
        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception exception)
        {
            _activation.Silo.Logger.LogWarning(exception, "A timer callback of grain {Grain} failed", _activation.GrainId);
        }

        _ticking = false;
        Arm(_changed ? _dueTime : _period);
    }

    private void Fire() => _activation.Send(new TimerCall(this, _version));

    private void Arm(TimeSpan time)
    {
        if (!_gone)
        {
            _timer.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    private static void ThrowUnlessDuration(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)time.TotalMilliseconds, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)time.TotalMilliseconds, 0xfffffffe, name);
    }
}

/// <summary>One tick of a timer.</summary>
internal sealed class TimerCall(GrainTimer timer, int version) : GrainCallOfTask(Tick)
{
    private static readonly CallDescriptor Tick = new(typeof(IGrainTimer), "Tick", CallOptions.OneWay, null);

    internal override bool Interleaves => timer.Interleaves;

    internal override bool KeepsAlive => timer.KeepsAlive;

    protected override Task InvokeMethod(object target) => timer.TickAsync(version);
}
