using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Operations.Runs;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>A kind of run that a test steers: it does its steps one after the other, each when it is let.</summary>
internal sealed class Counting : IRunKind, IDisposable
{
    public const string Name = "counting";

    private readonly SemaphoreSlim _permits = new(0);

    public static IReadOnlyList<string> Steps { get; } = ["one", "two", "three"];

    /// <summary>Every step that was really done, in order, over all hosts.</summary>
    public List<string> Worked { get; } = [];

    /// <summary>The step that fails.</summary>
    public string? Broken { get; set; }

    /// <summary>How often the run is begun and finds nobody.</summary>
    public int Unavailable { get; set; }

    /// <summary>How often it is undone and finds nobody.</summary>
    public int CannotUndo { get; set; }

    /// <summary>The error that it ends with after its steps.</summary>
    public Exception? Error { get; set; }

    /// <summary>How often a run was undone.</summary>
    public int Undone { get; private set; }

    public string Kind => Name;

    public void Let(int steps) => _permits.Release(steps);

    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        if (Unavailable-- > 0)
        {
            throw Away();
        }

        run.Expect(Steps);
        foreach (var step in Steps.Where(s => !run.IsDone(s)))
        {
            run.Begin(step);
            await _permits.WaitAsync(cancellationToken);
            Worked.Add(step);
            if (step == Broken)
            {
                run.Failed(step, "it is broken");
            }
            else
            {
                run.Done(step);
            }

            await run.Remember("last", step);
        }

        if (Error is not null)
        {
            throw Error;
        }
    }

    public Task Undo(RunContext run, CancellationToken cancellationToken)
    {
        if (CannotUndo-- > 0)
        {
            throw Away();
        }

        Undone++;
        return Task.CompletedTask;
    }

    private static BraidException Away() => Contracts.Errors.Error.Unavailable("The server is away.");

    public void Dispose() => _permits.Dispose();
}
