using System.CommandLine;
using System.Globalization;
using BraidMgr.Cli.Output;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary>Long work that was ordered: look at it, follow it, end it.</summary>
internal static class RunCommands
{
    internal static Command Create()
    {
        var id = new Argument<Guid>("id") { Description = "The run's id." };
        return new("run", "Long work: migrations, backups, moves.") { CreateList(), CreateWatch(id), CreateCancel(id) };
    }

    private static Command CreateList() => new Command("list", "List runs, the newest first.").Does(async call =>
    {
        var all = await call.Host.GetAsync("/admin/runs", OperationsJson.Default.RunList, call.CancellationToken);
        call.Screen.Show(all, OperationsJson.Default.RunList, list => call.Screen.Table(
            ["ID", "KIND", "SUBJECT", "STATE", "BY", "STARTED", "DONE", "FAILED", "RESULT"],
            list.Runs.Select(r => (IReadOnlyList<string?>)
            [
                r.Id.ToString(), r.Kind, r.Subject, Labels<RunState>.Of(r.State), r.StartedBy,
                r.StartedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), $"{r.Succeeded}/{r.Total}",
                r.Failed.ToString(CultureInfo.InvariantCulture), r.Message,
            ])));
    });

    private static Command CreateWatch(Argument<Guid> id) =>
        new Command("watch", "Follow a run to its end; the exit code says how it ended.") { id }.Does(async call =>
            await new RunWatch(call).ToTheEndAsync(
                await call.Host.GetAsync($"/admin/runs/{call.Get(id)}", OperationsJson.Default.Run, call.CancellationToken)));

    private static Command CreateCancel(Argument<Guid> id) =>
        new Command("cancel", "End a run at the next safe place; what is done stays done.") { id }.Does(async call =>
        {
            var run = await call.Host.PostAsync($"/admin/runs/{call.Get(id)}/cancel", null, OperationsJson.Default.Run, call.CancellationToken);
            return await new RunWatch(call).ToTheEndAsync(run) == ExitCode.Interrupted ? ExitCode.Interrupted : ExitCode.Ok;
        });
}
