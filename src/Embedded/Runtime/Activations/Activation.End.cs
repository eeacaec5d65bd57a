using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Storage;

namespace BraidMgr.Embedded;

/// <summary>Deactivation: it runs in turns, once the running requests are done; those that wait go to the next activation.</summary>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _deactivationBegun;
    private bool _wasValid;
    private DeactivationReason _reason;
    private CancellationToken _deactivationToken;

    public Task Deactivated => _deactivated.Task;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        bool interruptActivation;
        lock (_gate)
        {
            if (_state is ActivationState.Deactivating or ActivationState.Gone)
            {
                return;
            }

            interruptActivation = !_activationEnded;
            _reason = deactivationReason;
            _deactivationToken = cancellationToken;
            _wasValid = _state == ActivationState.Valid;
            _state = ActivationState.Deactivating;
            DeactivateIfDue();
        }

        if (interruptActivation)
        {
            _activationLimit.Cancel();
        }
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
        if (_state == ActivationState.Deactivating && _requests.Running == 0 && _activationEnded && !_deactivationBegun)
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
            var waiting = _requests.TakeAll();
            waiting.RemoveAll(static call => call.IsAnswered || call is TimerCall);
            waiting.ForEach(call => call.Forwards += _wasValid ? 0 : 1);
            Owner.Replace(this, waiting);
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
}

/// <summary>What holds activations: the catalog, or the workers of one stateless worker grain.</summary>
internal interface IActivationOwner
{
    /// <summary>Forgets the activation and, when calls are left, has them run by another. Called under the old one's gate.</summary>
    void Replace(Activation old, List<GrainCall> waiting);
}
