using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;

namespace BraidMgr.Embedded;

/// <summary>Activation: it runs in turns, before any request does.</summary>
internal sealed partial class Activation
{
    private readonly CancellationTokenSource _activationLimit = new();
    private ActivationState _state;
    private AsyncServiceScope? _services;
    private bool _activationEnded;

    /// <summary>Who holds this activation and finds another for the calls that it leaves behind.</summary>
    public required IActivationOwner Owner { get; init; }

    public IServiceProvider ActivationServices => (_services ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    /// <summary>Begins activation with the request context of the call that asked for it.</summary>
    public void Start(ExecutionContext context) => PostAction(context, static self => _ = ((Activation)self!).ActivateAsync(), this);

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

    /// <summary>The activation is forgotten before its callers learn why, so that whoever calls again begins another.</summary>
    private async Task FailActivationAsync(Exception exception)
    {
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
            waiting = _requests.TakeAll();
            Owner.Replace(this, []);
        }

        Silo.Logger.LogWarning(exception, "Grain {Grain} failed to activate", GrainId);
        foreach (var call in waiting)
        {
            call.AnswerWith(exception);
            call.StopClock();
        }

        await DisposeAsync();
        _deactivated.TrySetResult();
    }
}
