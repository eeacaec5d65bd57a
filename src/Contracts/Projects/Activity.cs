
namespace BraidMgr.Contracts.Projects;

/// <summary>A row of the audit log, as history and activity show it.</summary>
[GenerateSerializer, Immutable, Alias("braid.audit-entry")]
public sealed record AuditEntry
{
    /// <summary>The entry's id.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>Who made the change; null for the system.</summary>
    [Id(1)] public Guid? UserId { get; init; }

    /// <summary>That person's name, where known.</summary>
    [Id(2)] public string? UserName { get; init; }

    /// <summary>That person's address, where known.</summary>
    [Id(3)] public string? UserEmail { get; init; }

    /// <summary>create, update, delete, …</summary>
    [Id(4)] public required string Action { get; init; }

    /// <summary>project, item, workstream, note, …</summary>
    [Id(5)] public required string EntityType { get; init; }

    /// <summary>The id of what was changed.</summary>
    [Id(6)] public Guid? EntityId { get; init; }

    /// <summary>The row before, as JSON; null on creation.</summary>
    [Id(7)] public JsonText? BeforeState { get; init; }

    /// <summary>The row after, as JSON; null on removal.</summary>
    [Id(8)] public JsonText? AfterState { get; init; }

    /// <summary>The correlation id of the request.</summary>
    [Id(9)] public string? CorrelationId { get; init; }

    /// <summary>When.</summary>
    [Id(10)] public required DateTime CreatedAt { get; init; }
}

/// <summary>GET …/items/{item}/history, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.history")]
public sealed record ItemHistory(IReadOnlyList<AuditEntry> History, Guid ItemId);

/// <summary>GET /projects/{id}/activity, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.activity")]
public sealed record ActivityPage(IReadOnlyList<AuditEntry> Activity, int Total, int Limit, int Offset);

/// <summary>Filters of GET /projects/{id}/activity.</summary>
/// <param name="Days">Only the last days, 1 to 3650; default 30.</param>
/// <param name="Limit">Entries on the page, 1 to 1000; default 50.</param>
/// <param name="Offset">Entries before the page.</param>
/// <param name="EntityType">Only changes of this kind of thing.</param>
/// <param name="Search">Only entries whose states or action contain this, ignoring case.</param>
[GenerateSerializer, Immutable, Alias("braid.activity-query")]
public sealed record ActivityQuery(int Days = 30, int Limit = 50, int Offset = 0, string? EntityType = null, string? Search = null);
