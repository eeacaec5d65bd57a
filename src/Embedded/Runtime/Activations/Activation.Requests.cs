using System.Runtime.CompilerServices;

namespace BraidMgr.Embedded;

/// <summary>Which calls may run: one after the other unless grain or method allow interleaving.</summary>
internal sealed partial class Activation
{
    private CallQueue _waiting;
    private CallQueue _interleaving;
    private int _waitingReadOnly;
    private long _arrivals;
    private int _running;
    private int _blockers;
    private bool _blockersReadOnly;
    private long _lastUsed = Environment.TickCount64;

    internal enum Admission
    {
        Gone,
        Queued,
        QueuedAndTurnTaken,
        RunsNow,
    }

    internal override bool Send(GrainCall call)
    {
        var admission = Admit(call, !call.IsOneWay && RuntimeHelpers.TryEnsureSufficientExecutionStack());
        Proceed(call, admission);
        return admission != Admission.Gone;
    }

    /// <summary>Decides what becomes of a new call; to be followed by <see cref="Proceed"/>, on the same thread.</summary>
    internal Admission Admit(GrainCall call, bool mayRunHere)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Gone)
            {
                return Admission.Gone;
            }

            call.Target = this;
            if (mayRunHere && !_turn && MayStart(call))
            {
                _turn = true;
                Started(call);
                return Admission.RunsNow;
            }

            Enqueue(call);
            return TakeTurnIfWork() ? Admission.QueuedAndTurnTaken : Admission.Queued;
        }
    }

    /// <summary>Takes over the calls of the activation whose place this one takes.</summary>
    internal void Inherit(List<GrainCall> calls)
    {
        lock (_gate)
        {
            foreach (var call in calls)
            {
                call.Target = this;
                Enqueue(call);
            }
        }
    }

    internal void Proceed(GrainCall call, Admission admission)
    {
        switch (admission)
        {
            case Admission.RunsNow:
                RunFirst(call);
                break;
            case Admission.QueuedAndTurnTaken:
                StartClock(call);
                ScheduleTurn();
                break;
            case Admission.Queued:
                StartClock(call);
                break;
        }
    }

    internal override void Abandon(GrainCall call, bool canceled)
    {
        lock (_gate)
        {
            if (call.Target == this && call.Queued.Linked)
            {
                Dequeue(call);
                return;
            }
        }

        if (canceled)
        {
            PostAction(CleanContext.Instance, static request => ((CancelRequest)request!).Call.CancelInTurn(), new CancelRequest(call));
        }
    }

    private void StartClock(GrainCall call)
    {
        if (!call.IsOneWay)
        {
            call.StartClock(Silo.Timeouts);
        }
    }

    private bool AlwaysMayStart(GrainCall call) => call.Interleaves || Class.Reentrant;

    private bool MayStart(GrainCall call) =>
        _state == ActivationState.Valid && (_blockers == 0 || AlwaysMayStart(call) || (_blockersReadOnly && call.IsReadOnly));

    private void Started(GrainCall call)
    {
        _running++;
        if (AlwaysMayStart(call))
        {
            return;
        }

        _blockersReadOnly = call.IsReadOnly && (_blockers == 0 || _blockersReadOnly);
        _blockers++;
    }

    private void Ended(GrainCall call)
    {
        _running--;
        if (!AlwaysMayStart(call))
        {
            _blockers--;
        }

        if (call.Result!.IsFaulted)
        {
            DeactivateIfStateIsStale(call.Result.Exception!.InnerException!);
        }

        if (call.KeepsAlive)
        {
            _lastUsed = Environment.TickCount64;
        }

        if (_running == 0)
        {
            DeactivateIfDue();
        }
    }

    private void Enqueue(GrainCall call)
    {
        call.Promise();
        if (AlwaysMayStart(call))
        {
            _interleaving.Add(call, _arrivals++);
            return;
        }

        _waiting.Add(call, _arrivals++);
        _waitingReadOnly += call.IsReadOnly ? 1 : 0;
    }

    private void Dequeue(GrainCall call)
    {
        if (AlwaysMayStart(call))
        {
            _interleaving.Remove(call);
            return;
        }

        _waiting.Remove(call);
        _waitingReadOnly -= call.IsReadOnly ? 1 : 0;
    }

    /// <summary>The waiting call that has arrived first of those that may start now.</summary>
    private GrainCall? NextCall()
    {
        if (_state != ActivationState.Valid)
        {
            return null;
        }

        var ordinary = _blockers == 0 ? _waiting.First : FirstReadOnly();
        var interleaving = _interleaving.First;
        if (ordinary is null || interleaving is null)
        {
            return ordinary ?? interleaving;
        }

        return ordinary.Queued.Order < interleaving.Queued.Order ? ordinary : interleaving;
    }

    private GrainCall? FirstReadOnly()
    {
        if (!_blockersReadOnly || _waitingReadOnly == 0)
        {
            return null;
        }

        var call = _waiting.First;
        while (call is { IsReadOnly: false })
        {
            call = call.Queued.Next;
        }

        return call;
    }

    /// <summary>Wrapped, because the scheduler runs a task whose state is a call as that call.</summary>
    private sealed record CancelRequest(GrainCall Call);
}
