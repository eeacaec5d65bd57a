using BraidMgr.Contracts.Operations;

namespace BraidMgr.Grains.Operations.Runs;

/// <summary>What the storage keeps of a run.</summary>
public sealed class StoredRun
{
    /// <summary>What was ordered.</summary>
    public RunOrder? Order { get; set; }

    /// <summary>Where it stands.</summary>
    public RunState State { get; set; }

    /// <summary>When it was ordered.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What it does now, or its result.</summary>
    public string? Message { get; set; }

    /// <summary>The number of the last change.</summary>
    public long Change { get; set; }

    /// <summary>An operator asked it to end.</summary>
    public bool CancelAsked { get; set; }

    /// <summary>The steps, in the order in which they were expected.</summary>
    public List<RunStep> Steps { get; set; } = [];

    /// <summary>What the kind remembers over crashes.</summary>
    public Dictionary<string, string> Notes { get; set; } = [];

    /// <summary>Whether it is over.</summary>
    public bool IsOver() => State is RunState.Done or RunState.Failed or RunState.Cancelled;

    /// <summary>The run as it is shown, with the steps that changed after a number.</summary>
    public Run Show(long after)
    {
        var order = Order!;
        return new Run(
            order.Id, order.Kind, order.Subject, State, order.StartedBy, StartedAt, EndedAt, Steps.Count,
            Steps.Count(s => s.State == RunState.Done), Steps.Count(s => s.State == RunState.Failed), Message, Change,
            [.. Steps.Where(s => s.Change > after)]);
    }
}
