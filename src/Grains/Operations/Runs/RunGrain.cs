using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Concurrency;
using Orleans.Storage;

namespace BraidMgr.Grains.Operations.Runs;

/// <summary>
/// One run. It is stored before it begins; whatever activation it has next goes on with it, so that a crash costs time and nothing
/// else. The work is a timer's callback that interleaves with calls.
/// </summary>
[Reentrant]
internal sealed partial class RunGrain(
    [PersistentState("run", "central")] IPersistentState<StoredRun> stored, IEnumerable<IRunKind> kinds, CentralDatabase central,
    IHostApplicationLifetime host, TimeProvider time, ILogger<RunGrain> logger) : Grain, IRunGrain
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WorkPatience = TimeSpan.FromMinutes(10);

    // What is left may be an organization that nobody can write to; but a server that never comes back must not keep a run for ever.
    private static readonly TimeSpan UndoPatience = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _saving = new(1);
    private readonly CancellationTokenSource _cancelled = new();
    private readonly RunPatience _working = new(time, WorkPatience);
    private readonly RunPatience _undoing = new(time, UndoPatience);
    private RunContext? _context;
    private IGrainTimer? _work;
    private IGrainTimer? _saves;
    private Ending? _ending;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        GoOn();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Run> Start(RunOrder order)
    {
        if (!stored.RecordExists)
        {
            stored.State = new StoredRun { Order = order, State = RunState.Running, StartedAt = time.Now() };
            await Save();
            GoOn();
        }

        return stored.State.Show(after: 0);
    }

    /// <inheritdoc/>
    public Task<Run> Look(long after) =>
        Task.FromResult(stored.RecordExists ? stored.State.Show(after) : throw Error.NotFound("run", this.GetPrimaryKey()));

    /// <inheritdoc/>
    public async Task<Run> Cancel()
    {
        if (stored.RecordExists && !stored.State.IsOver())
        {
            if (_context is not null && Kind().Irrevocable(_context) is { } reason)
            {
                throw Error.Conflict(reason);
            }

            // At once: stored first, it could get beyond that meanwhile.
            stored.State.CancelAsked = true;
            await _cancelled.CancelAsync();
            await Save();
        }

        return await Look(after: long.MaxValue);
    }

    /// <inheritdoc/>
    public Task<Run?> Wake() => Task.FromResult(stored.RecordExists ? stored.State.Show(after: long.MaxValue) : null);

    /// <inheritdoc/>
    public async Task Forget()
    {
        if (stored.RecordExists && stored.State.IsOver())
        {
            await stored.ClearStateAsync();
        }

        DeactivateOnIdle();
    }

    private void GoOn()
    {
        if (!stored.RecordExists || stored.State.IsOver() || _work is not null)
        {
            return;
        }

        _context = new RunContext(stored.State, Save);
        _work = this.RegisterGrainTimer(Work, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        _saves = this.RegisterGrainTimer(SaveChanges, new GrainTimerCreationOptions(SaveEvery, SaveEvery) { Interleave = true, KeepAlive = true });
    }

    private async Task Work(CancellationToken deactivating)
    {
        // An activation ends only when its callbacks have ended: the host's end is what lets this one go in time.
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(deactivating, host.ApplicationStopping);
        try
        {
            _ending ??= await Outcome(leave.Token);
            if (_ending is not null && await IsUndone(leave.Token))
            {
                await End(_ending.State, _ending.Message);
            }
        }
        catch (InconsistentStateException)
        {
            // Another activation has the run, or what this one stored arrived though it was told otherwise: the next one goes on.
            DeactivateOnIdle();
        }
    }

    /// <summary>Does the work; how it ended, or null when it did not: it is gone on with by the next activation, or tried again.</summary>
    private async Task<Ending?> Outcome(CancellationToken leave)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(leave, _cancelled.Token);
        try
        {
            if (stored.State.CancelAsked)
            {
                await _cancelled.CancelAsync();
            }

            stop.Token.ThrowIfCancellationRequested();
            await Kind().Work(_context!, stop.Token);
            return new(_context!.CountFailed() > 0 ? RunState.Failed : RunState.Done, null, IsUndone: true);
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error) when (_cancelled.IsCancellationRequested && (error is OperationCanceledException || RunErrors.IsPassing(error)))
        {
            return new(RunState.Cancelled, "cancelled by an operator; what was done stays done.", IsUndone: false);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or InconsistentStateException))
        {
            return TryAgain(error, _working, "It is tried again.") ? null : new(RunState.Failed, RunErrors.Plain(error), IsUndone: false);
        }
    }

    /// <summary>Undoes what a run left that did not get through; false when the next activation does, or it is tried again.</summary>
    private async Task<bool> IsUndone(CancellationToken leave)
    {
        var ending = _ending!;
        try
        {
            await (ending.IsUndone ? Task.CompletedTask : Kind().Undo(_context!, leave));
            _ending = ending with { IsUndone = true };
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error) when (error is not (OutOfMemoryException or InconsistentStateException))
        {
            if (TryAgain(error, _undoing, "What the run left is undone when that has passed."))
            {
                return false;
            }

            _ending = new(RunState.Failed, $"{ending.Message} What it left could not be undone: {RunErrors.Plain(error)}", IsUndone: true);
        }

        return true;
    }

    private bool TryAgain(Exception error, RunPatience patience, string so)
    {
        LogFailed(error, stored.State.Order!.Kind, stored.State.Order.Id);
        if (!RunErrors.IsPassing(error) || !patience.Lasts(_context!.CountDone()))
        {
            return false;
        }

        _context!.Say($"{RunErrors.Plain(error)} {so}");
        _work!.Change(RetryAfter, Timeout.InfiniteTimeSpan);
        return true;
    }

    private IRunKind Kind() => kinds.Single(k => k.Kind == stored.State.Order!.Kind);

    private async Task End(RunState state, string? message)
    {
        var before = (stored.State.State, stored.State.EndedAt, stored.State.Message);
        try
        {
            // The row first: what is shown as ended has one. A run that dies in between ends once more, and that is told too.
            await central.Run(async session =>
            {
                await RunAudit.Ended(stored.State, state).WriteTo(session, time.Now());
                return true;
            });
            (stored.State.State, stored.State.EndedAt, stored.State.Message) = (state, time.Now(), message ?? stored.State.Message);
            stored.State.Change++;
            await Save();
        }
        catch (Exception error) when (RunErrors.IsPassing(error) || error is NpgsqlException)
        {
            // Its subject is free for another run only when this one has ended: it comes to its end again, however long that takes.
            LogFailed(error, stored.State.Order!.Kind, stored.State.Order.Id);
            (stored.State.State, stored.State.EndedAt, stored.State.Message) = before;
            _work!.Change(RetryAfter, Timeout.InfiniteTimeSpan);
            return;
        }

        _saves?.Dispose();
        LogEnded(stored.State.Order!.Kind, stored.State.Order.Id, state);
    }

    private async Task SaveChanges(CancellationToken cancellationToken)
    {
        if (_context is { IsChanged: true })
        {
            await Save();
        }
    }

    private async Task Save()
    {
        await _saving.WaitAsync();
        try
        {
            if (_context is not null)
            {
                _context.IsChanged = false;
            }

            await stored.WriteStateAsync();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OrleansException and not InconsistentStateException)
        {
            _context?.IsChanged = true;
            throw Error.Unavailable("The central database cannot be reached.", inner: error);
        }
        finally
        {
            _saving.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Run {RunId} ({Kind}) failed")]
    private partial void LogFailed(Exception error, string kind, Guid runId);

    [LoggerMessage(LogLevel.Information, "Run {RunId} ({Kind}) ended: {State}")]
    private partial void LogEnded(string kind, Guid runId, RunState state);

    private sealed record Ending(RunState State, string? Message, bool IsUndone);
}
