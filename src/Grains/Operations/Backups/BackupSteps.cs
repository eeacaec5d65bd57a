using BraidMgr.Backups;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Schema;
using BraidMgr.Storage;
using Npgsql;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>Steps that have nothing to do with each other.</summary>
internal static class BackupSteps
{
    /// <summary>Does those that are not over yet, some at once; one that fails says so and stops no other.</summary>
    public static async Task AtOnce(
        this RunContext run, int concurrency, IReadOnlyList<(string Step, Func<Task<string>> Do)> steps, CancellationToken cancellationToken)
    {
        run.Expect(steps.Select(s => s.Step));
        using var slots = new SemaphoreSlim(concurrency);
        await Task.WhenAll(steps.Where(s => run.Step(s.Step)?.State is not (RunState.Done or RunState.Failed)).Select(async step =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                await One(run, step.Step, step.Do, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private static async Task One(RunContext run, string step, Func<Task<string>> work, CancellationToken cancellationToken)
    {
        run.Begin(step);
        try
        {
            run.Done(step, await work());
        }
        catch (Exception error) when (IsOfTheDatabase(error) && !cancellationToken.IsCancellationRequested)
        {
            run.Failed(step, RunErrors.Plain(error));
        }
    }

    private static bool IsOfTheDatabase(Exception error) =>
        error is SchemaException or NpgsqlException or BraidException or TimeoutException or BackupException or ObjectStoreException or IOException;
}
