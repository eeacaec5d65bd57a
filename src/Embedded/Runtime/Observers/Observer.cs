using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>Delivers to one observer object, one notification after the other on the thread pool, while the object lives.</summary>
internal sealed class Observer(EmbeddedSilo silo, IGrainObserver target) : CallTarget
{
    private readonly Lock _gate = new();
    private readonly WeakReference<IGrainObserver> _target = new(target);
    private CallQueue _waiting;
    private bool _delivering;
    private bool _deleted;

    public GrainId Id { get; } = GrainId.Create("sys.observer", Guid.NewGuid().ToString("N"));

    /// <summary>Ends delivery; what waits is dropped and callers that await an answer time out, as in Orleans.</summary>
    public void Delete()
    {
        lock (_gate)
        {
            _deleted = true;
            _waiting = default;
        }
    }

    internal override bool Send(GrainCall call)
    {
        call.Target = this;
        call.Promise();
        bool begin;
        lock (_gate)
        {
            if (!_deleted)
            {
                _waiting.Add(call, 0);
            }

            begin = !_deleted && !_delivering;
            _delivering |= begin;
        }

        if (!call.IsOneWay)
        {
            call.StartClock(silo.Timeouts);
        }

        if (begin)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.DeliverAsync(), this, preferLocal: false);
        }

        return true;
    }

    internal override void Abandon(GrainCall call, bool canceled)
    {
        lock (_gate)
        {
            if (call.Queued.Linked && !_deleted)
            {
                _waiting.Remove(call);
                return;
            }
        }

        if (canceled)
        {
            call.CancelInTurn();
        }
    }

    private async Task DeliverAsync()
    {
        while (TakeNext() is { } call)
        {
            if (!_target.TryGetTarget(out var observer))
            {
                silo.Logger.LogWarning("An observer was garbage collected while references to it exist; {Call} is dropped", call.Descriptor);
                continue;
            }

            ExecutionContext.Run(call.Context, static state => Invoke(state!), (call, observer));
            await call.Result!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            call.StopClock();
            silo.Answer(call);
        }
    }

    private static void Invoke(object state)
    {
        var (call, observer) = ((GrainCall, IGrainObserver))state;
        call.Invoke(observer);
    }

    private GrainCall? TakeNext()
    {
        lock (_gate)
        {
            var call = _waiting.First;
            if (call is null)
            {
                _delivering = false;
                return null;
            }

            _waiting.Remove(call);
            return call;
        }
    }
}
