using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Embedded;

/// <summary>How calls come in: they run on the caller's thread when the grain is free, else they wait in line.</summary>
internal sealed partial class Activation
{
    private readonly RequestLine _requests;
    private long _lastUsed = Environment.TickCount64;

    /// <summary>What became of a call that was sent.</summary>
    internal enum Admission
    {
        Gone,
        Queued,
        QueuedAndTurnTaken,
        RunsNow,
    }

    internal override bool Send(GrainCall call)
    {
        var admission = Admit(call, MayRunHere(call));
        Proceed(call, admission);
        return admission != Admission.Gone;
    }

    /// <summary>A call that nobody awaits must not hold its sender; and a chain of calls may be longer than the stack is deep.</summary>
    internal static bool MayRunHere(GrainCall call) => !call.IsOneWay && RuntimeHelpers.TryEnsureSufficientExecutionStack();

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
            if (mayRunHere && !_turn && _state == ActivationState.Valid && _requests.MayStart(call))
            {
                _turn = true;
                _requests.Start(call);
                return Admission.RunsNow;
            }

            call.Promise();
            _requests.Add(call);
            return TakeTurnIfWork() ? Admission.QueuedAndTurnTaken : Admission.Queued;
        }
    }

    internal void Proceed(GrainCall call, Admission admission)
    {
        if (admission == Admission.RunsNow)
        {
            RunFirst(call);
            return;
        }

        if (admission != Admission.Gone && !call.IsOneWay)
        {
            call.StartClock(Silo.Timeouts);
        }

        if (admission == Admission.QueuedAndTurnTaken)
        {
            ScheduleTurn();
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
                _requests.Add(call);
            }
        }
    }

    internal override void Abandon(GrainCall call, bool canceled)
    {
        lock (_gate)
        {
            if (call.Target == this && call.Queued.Linked)
            {
                _requests.Remove(call);
                return;
            }
        }

        if (canceled)
        {
            PostAction(CleanContext.Instance, static request => ((CancelRequest)request!).Run(), new CancelRequest(this, call));
        }
    }

    private void Ended(GrainCall call)
    {
        _requests.End(call);
        if (call.Result!.IsFaulted)
        {
            DeactivateIfStateIsStale(call.Result.Exception!.InnerException!);
        }

        if (call.KeepsAlive)
        {
            _lastUsed = Environment.TickCount64;
        }

        DeactivateIfDue();
    }

    /// <summary>Tells a running method, in a turn, that its caller gave up.</summary>
    private sealed record CancelRequest(Activation Activation, GrainCall Call)
    {
        public void Run()
        {
            try
            {
                Call.CancelInTurn();
            }
            catch (AggregateException exception)
            {
                Activation.Silo.Logger.LogWarning(exception, "What grain {Grain} registered on a cancellation token failed", Activation);
            }
        }
    }
}
