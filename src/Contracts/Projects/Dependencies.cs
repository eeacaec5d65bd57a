using BraidMgr.Contracts.Access;

namespace BraidMgr.Contracts.Projects;

/// <summary>That an item cannot be done before another one is.</summary>
[GenerateSerializer, Immutable, Alias("braid.dependency")]
public sealed record Dependency(Guid ItemId, Guid DependsOnId, DateTime CreatedAt);

/// <summary>Body of POST …/items/{item}/dependencies: an item of the same project, without a cycle.</summary>
[GenerateSerializer, Immutable, Alias("braid.dependency-input")]
public sealed record DependencyInput(Guid? DependsOnId);

/// <summary>An item as it is to be expected: by its own dates, by what is left of it, and by what it waits for.</summary>
/// <param name="Id">The item.</param>
/// <param name="ItemNum">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="PercentComplete">How far it is.</param>
/// <param name="Indicator">How it stands today.</param>
/// <param name="StartDate">The planned start.</param>
/// <param name="FinishDate">The planned finish.</param>
/// <param name="ExpectedStart">When what is left can begin; null when it is done, or nothing says when.</param>
/// <param name="ExpectedFinish">When it is then done.</param>
/// <param name="DaysLate">Working days by which that is later than planned.</param>
[GenerateSerializer, Immutable, Alias("braid.expected-item")]
public sealed record ExpectedItem(
    Guid Id, int ItemNum, string Title, int PercentComplete, Indicator? Indicator, DateOnly? StartDate, DateOnly? FinishDate,
    DateOnly? ExpectedStart, DateOnly? ExpectedFinish, int DaysLate);

/// <summary>GET …/items/{item}/dependencies.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="DependsOn">What it waits for, by number.</param>
/// <param name="NeededBy">What waits for it, by number.</param>
/// <param name="DelayedBy">The chain that delays it, nearest first: each one is why the one before it cannot begin as planned.</param>
/// <param name="Delays">What cannot begin as planned because of it, by number.</param>
[GenerateSerializer, Immutable, Alias("braid.dependency-list")]
public sealed record DependencyList(
    Guid ItemId, IReadOnlyList<ExpectedItem> DependsOn, IReadOnlyList<ExpectedItem> NeededBy, IReadOnlyList<ExpectedItem> DelayedBy,
    IReadOnlyList<ExpectedItem> Delays);

/// <summary>GET /projects/{id}/critical-path.</summary>
/// <param name="Finish">When the last item with dates is expected to be done; null when none is open.</param>
/// <param name="Path">The items that decide it, first to last: a day lost on one of them is lost on the project.</param>
[GenerateSerializer, Immutable, Alias("braid.critical-path")]
public sealed record CriticalPath(DateOnly? Finish, IReadOnlyList<ExpectedItem> Path);

/// <summary>What the items of a project wait for.</summary>
public interface IProjectDependencies
{
    /// <summary>What an item waits for, and what waits for it. Permission: view; viewers see visible items only.</summary>
    Task<DependencyList> ListDependencies(Caller caller, ItemRef item);

    /// <summary>Makes an item wait for another. CONFLICT when it does already, or when that would close a cycle. Permission: edit_items.</summary>
    Task<Dependency> AddDependency(Change change, ItemRef item, DependencyInput input);

    /// <summary>Lets an item wait no longer for another. Permission: edit_items.</summary>
    Task RemoveDependency(Change change, ItemRef item, ItemRef dependsOn);

    /// <summary>What decides when the project is done. Permission: view; viewers see visible items only.</summary>
    Task<CriticalPath> CriticalPath(Caller caller);
}
