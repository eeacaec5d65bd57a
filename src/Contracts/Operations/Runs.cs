using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Operations;

/// <summary>Where a run, or one of its steps, stands.</summary>
[JsonConverter(typeof(LabelConverter<RunState>))]
public enum RunState
{
    /// <summary>Not yet begun.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Under way; after a crash it goes on by itself.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Ended, all of it.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Ended, and at least one step failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>An operator ended it before it was through.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>Long work that an operator asked for: a migration, a backup, a move. It is stored before it begins and survives a crash.</summary>
/// <param name="Id">The run's id, made by whoever orders it.</param>
/// <param name="Kind">What is to be done; names the class that does it.</param>
/// <param name="Subject">What it works on: of two runs with one subject the second is refused while the first is under way.</param>
/// <param name="Arguments">The kind's own arguments, as JSON.</param>
/// <param name="StartedBy">The operator's address; <c>schedule</c> for what nobody asked for, <c>owner</c> and an id for an organization's owner.</param>
/// <param name="OperatorId">The operator; null where there is none.</param>
/// <param name="CorrelationId">The request's correlation id.</param>
[GenerateSerializer, Immutable, Alias("braid.run-order")]
public sealed record RunOrder(
    Guid Id, string Kind, string Subject, string Arguments, string StartedBy, Guid? OperatorId, string CorrelationId);

/// <summary>A part of a run, such as one organization.</summary>
/// <param name="Name">What it is about, such as a slug; unique in the run.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Message">What it does, did, or why it failed.</param>
/// <param name="Change">Rises over the run with each change of a step: who has seen up to one number asks for what came after.</param>
[GenerateSerializer, Immutable, Alias("braid.run-step")]
public sealed record RunStep(string Name, RunState State, string? Message, long Change);

/// <summary>A run as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is being done.</param>
/// <param name="Subject">What it works on.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StartedBy">Who asked for it.</param>
/// <param name="StartedAt">When it was ordered.</param>
/// <param name="EndedAt">When it ended; null while it is under way.</param>
/// <param name="Total">How many steps it has, as far as is known.</param>
/// <param name="Succeeded">How many are done.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Message">What it does now; at the end its result.</param>
/// <param name="Change">The number of its last change.</param>
/// <param name="Steps">The steps that changed after the number that was asked for.</param>
[GenerateSerializer, Immutable, Alias("braid.run")]
public sealed record Run(
    Guid Id, string Kind, string Subject, RunState State, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Total,
    int Succeeded, int Failed, string? Message, long Change, IReadOnlyList<RunStep> Steps)
{
    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool IsOver => State is RunState.Done or RunState.Failed or RunState.Cancelled;
}

/// <summary>GET /admin/runs: the newest first, without their steps.</summary>
[GenerateSerializer, Immutable, Alias("braid.run-list")]
public sealed record RunList(IReadOnlyList<Run> Runs, int Total);
