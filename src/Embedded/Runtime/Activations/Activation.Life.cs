using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Storage;

namespace BraidMgr.Embedded;

/// <summary>Activation and deactivation; both run in turns of the activation, outside of any request.</summary>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _activationLimit = new();
    private ActivationState _state;
    private AsyncServiceScope? _services;
    private bool _activationEnded;
    private bool _deactivationBegun;
    private bool _wasValid;
    private DeactivationReason _reason;
    private CancellationToken _deactivationToken;

    /// <summary>Who holds this activation and finds another for the calls that it leaves behind.</summary>
    public required IActivationOwner Owner { get; init; }

    public IServiceProvider ActivationServices => (_services ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    public Task Deactivated => _deactivated.Task;

    /// <summary>Begins activation with the request context of the call that asked for it.</summary>
    public void Start(ExecutionContext context) => PostAction(context, static self => _ = ((Activation)self!).ActivateAsync(), this);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        bool interrupt;
        lock (_gate)
        {
            if (_state is ActivationState.Deactivating or ActivationState.Gone)
            {
                return;
            }

            interrupt = !_activationEnded;

            _reason = deactivationReason;
            _deactivationToken = cancellationToken;
            _wasValid = _state == ActivationState.Valid;
            _state = ActivationState.Deactivating;
            DeactivateIfDue();
        }

        if (interrupt)
        {
            _activationLimit.Cancel();
        }
    }

    private async Task ActivateAsync()
    {
        try
        {
            _activationLimit.CancelAfter(Silo.Collection.ActivationTimeout);
            GrainInstance = Class.Create(this, out var states);
            foreach (var state in states)
            {
                await state.ReadStateAsync(_activationLimit.Token);
            }

            if (GrainInstance is IGrainBase grain)
            {
                await grain.OnActivateAsync(_activationLimit.Token).WaitAsync(_activationLimit.Token);
            }

            EndActivation();
        }
        catch (Exception exception)
        {
            await FailActivationAsync(exception);
        }
    }

    /// <summary>Runs in a turn, so that what waited is started when it ends.</summary>
    private void EndActivation()
    {
        lock (_gate)
        {
            _activationEnded = true;
            _lastUsed = Environment.TickCount64;
            if (_state == ActivationState.Activating)
            {
                _state = ActivationState.Valid;
            }

            DeactivateIfDue();
        }

        _activationLimit.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private async Task FailActivationAsync(Exception exception)
    {
        Silo.Logger.LogWarning(exception, "Grain {Grain} failed to activate", GrainId);
        List<GrainCall> waiting;
        lock (_gate)
        {
            _activationEnded = true;
            if (_state == ActivationState.Deactivating)
            {
                DeactivateIfDue();
                return;
            }

            _state = ActivationState.Gone;
            waiting = TakeAllWaiting();
            Owner.Replace(this, []);
        }

        foreach (var call in waiting)
        {
            call.AnswerWith(exception);
            call.StopClock();
        }

        await DisposeAsync();
        _deactivated.TrySetResult();
    }

    /// <summary>An activation that knows that its stored state is not the truth makes room for one that reads it anew.</summary>
    private void DeactivateIfStateIsStale(Exception failure)
    {
        if (failure is InconsistentStateException { Origin: { } origin } stale && origin == this)
        {
            stale.Origin = null;
            Deactivate(new(DeactivationReasonCode.ApplicationError, failure, "Its stored state was changed by somebody else."));
        }
    }

    private void DeactivateIfDue()
    {
        if (_state == ActivationState.Deactivating && _running == 0 && _activationEnded && !_deactivationBegun)
        {
            _deactivationBegun = true;
            PostAction(CleanContext.Instance, static self => _ = ((Activation)self!).DeactivateAsync(), this);
        }
    }

    private async Task DeactivateAsync()
    {
        StopTimers();
        await RunOnDeactivateAsync();
        await DisposeAsync();
        lock (_gate)
        {
            _state = ActivationState.Gone;
            Owner.Replace(this, TakeAllWaiting());
        }

        _deactivated.TrySetResult();
    }

    private async Task RunOnDeactivateAsync()
    {
        if (!_wasValid || GrainInstance is not IGrainBase grain)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_deactivationToken);
        limit.CancelAfter(Silo.Collection.DeactivationTimeout);
        try
        {
            await grain.OnDeactivateAsync(_reason, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            Silo.Logger.LogWarning(exception, "OnDeactivateAsync of grain {Grain} failed; it is deactivated anyway", GrainId);
        }
    }

    private async Task DisposeAsync()
    {
        StopTimers();
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            if (_services is { } services)
            {
                await services.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            Silo.Logger.LogWarning(exception, "Disposing grain {Grain} failed", GrainId);
        }
    }

    /// <summary>The calls that still want an answer, in order of arrival; timers' end with the activation.</summary>
    private List<GrainCall> TakeAllWaiting()
    {
        var taken = new List<GrainCall>(_waiting.Count + _interleaving.Count);
        while ((_waiting.First ?? _interleaving.First) is { } call)
        {
            var order = call.Queued.Order;
            Dequeue(call);
            if (!call.IsAnswered && call is not TimerCall)
            {
                call.Queued.Order = order;
                call.Forwards += _wasValid ? 0 : 1;
                taken.Add(call);
            }
        }

        taken.Sort(static (a, b) => a.Queued.Order.CompareTo(b.Queued.Order));
        return taken;
    }
}

/// <summary>What holds activations: the catalog, or the workers of one stateless worker grain.</summary>
internal interface IActivationOwner
{
    /// <summary>Forgets the activation and, when calls are left, has them run by another. Called under the old one's gate.</summary>
    void Replace(Activation old, List<GrainCall> waiting);
}
