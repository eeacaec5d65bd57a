using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;
using Spectre.Console;

namespace BraidMgr.Cli.Output;

/// <summary>Follows a run to its end: a bar for people, a line per step in a pipe, JSON lines for machines. It polls.</summary>
internal sealed class RunWatch(Invocation call)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, RunStep> _steps = [];
    private long _seen;

    /// <summary>Follows the run; 0 when all of it succeeded.</summary>
    public async Task<int> ToTheEndAsync(Run run)
    {
        try
        {
            run = call.Screen.IsLive ? await WithBarAsync(run) : await WithLinesAsync(run);
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            return call.Screen.Fail(ExitCode.Interrupted, $"the run goes on; follow it with: braidmgr run watch {run.Id}");
        }

        Conclude(run);
        return run.State == RunState.Done ? ExitCode.Ok : ExitCode.Incomplete;
    }

    private async Task<Run> WithLinesAsync(Run run)
    {
        for (Tell(run); !run.IsOver; Tell(run))
        {
            await Task.Delay(Every, call.CancellationToken);
            run = await LookAsync(run.Id);
        }

        return run;
    }

    private Task<Run> WithBarAsync(Run run) => call.Screen.Console.Progress().AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(async progress =>
        {
            var bar = progress.AddTask(Markup.Escape(run.Kind));
            while (true)
            {
                Keep(run);
                bar.MaxValue = Math.Max(1, run.Total);
                bar.Value = run.Succeeded + run.Failed;
                bar.Description = Markup.Escape($"{run.Kind}: {run.Succeeded} of {run.Total} done, {run.Failed} failed");
                if (run.IsOver)
                {
                    return run;
                }

                await Task.Delay(Every, call.CancellationToken);
                run = await LookAsync(run.Id);
            }
        });

    // A host that restarts goes on with the run; it is asked again for a while.
    private async Task<Run> LookAsync(Guid id)
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            try
            {
                return await call.Host.GetAsync($"/admin/runs/{id}?after={_seen}", OperationsJson.Default.Run, call.CancellationToken);
            }
            catch (CliException e) when (e.Code == ExitCode.Unreachable && DateTimeOffset.UtcNow < until)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), call.CancellationToken);
            }
        }
    }

    private void Keep(Run run)
    {
        _seen = Math.Max(_seen, run.Change);
        foreach (var step in run.Steps)
        {
            _steps[step.Name] = step;
        }
    }

    private void Tell(Run run)
    {
        Keep(run);
        foreach (var step in run.Steps.Where(s => call.Screen.IsJson || s.State is RunState.Done or RunState.Failed))
        {
            if (call.Screen.IsJson)
            {
                Screen.Line(step, OperationsJson.Default.RunStep);
            }
            else
            {
                call.Screen.Say(Line(step));
            }
        }
    }

    private void Conclude(Run run)
    {
        if (call.Screen.IsJson)
        {
            Screen.Line(run with { Steps = [] }, OperationsJson.Default.Run);
            return;
        }

        if (call.Screen.IsLive)
        {
            foreach (var step in _steps.Values.Where(s => s.State == RunState.Failed))
            {
                call.Screen.Say(Line(step));
            }
        }

        call.Screen.Say($"{run.Kind}: {Labels<RunState>.Of(run.State)}, {run.Succeeded} of {run.Total} done, {run.Failed} failed"
            + (run.Message is null ? "" : $"; {run.Message}"));
    }

    private static string Line(RunStep step) =>
        $"{Labels<RunState>.Of(step.State),-9} {step.Name}{(step.Message is null ? "" : ": " + step.Message)}";
}
