namespace BraidMgr.Embedded;

/// <summary>How long the caller waits: until the response timeout, or until its own token is cancelled.</summary>
public abstract partial class GrainCall
{
    private CancellationTokenRegistration _registration;
    private CallTimeouts? _timeouts;
    private bool _stopped;

    /// <summary>The call's place among those that the timeouts watch.</summary>
    internal CallLinks Timed;

    /// <summary>When the response timeout ends, in ticks of the environment, and which shard watches it.</summary>
    internal long Deadline { get; set; }

    internal int TimeoutShard { get; set; }

    /// <summary>Limits the caller's wait by the response timeout and by the caller's token; once, however often it is forwarded.</summary>
    internal void StartClock(CallTimeouts timeouts)
    {
        lock (this)
        {
            if (_stopped || _timeouts is not null)
            {
                return;
            }

            timeouts.Add(this);
            _timeouts = timeouts;
        }

        if (_callerToken.CanBeCanceled)
        {
            WatchCallerToken();
        }
    }

    internal void StopClock()
    {
        CancellationTokenRegistration registration;
        lock (this)
        {
            _stopped = true;
            _timeouts?.Remove(this);
            registration = _registration;
        }

        registration.Unregister();
    }

    /// <summary>Ends a call that got its answer otherwise than by running: by a timeout, or because its caller gave up.</summary>
    internal void GiveUp(bool canceled)
    {
        StopClock();
        Target?.Abandon(this, canceled);
    }

    private void WatchCallerToken()
    {
        var registration = _callerToken.UnsafeRegister(static call => ((GrainCall)call!).OnCallerCanceled(), this);
        lock (this)
        {
            if (!_stopped)
            {
                _registration = registration;
                return;
            }
        }

        registration.Unregister();
    }

    private void OnCallerCanceled()
    {
        AnswerCanceled(_callerToken);
        GiveUp(canceled: true);
    }
}
