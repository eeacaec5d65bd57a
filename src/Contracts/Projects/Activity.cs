using System.Buffers.Binary;
using System.Buffers.Text;

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
public sealed record ItemHistory(IReadOnlyList<AuditEntry> History, Guid ItemId, string? NextCursor = null);

/// <summary>A page of GET …/items/{item}/history.</summary>
/// <param name="Limit">Entries on the page, 1 to 1000; default 50.</param>
/// <param name="After">The page begins behind this place; null to begin with the newest entry.</param>
[GenerateSerializer, Immutable, Alias("braid.history-query")]
public sealed record HistoryQuery(int Limit = 50, AuditCursor? After = null);

/// <summary>GET /projects/{id}/activity, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.activity")]
public sealed record ActivityPage(IReadOnlyList<AuditEntry> Activity, int Total, int Limit, int Offset, string? NextCursor = null);

/// <summary>GET /orgs/current/audit, newest first: what was done in the organization and about it.</summary>
[GenerateSerializer, Immutable, Alias("braid.audit-page")]
public sealed record AuditPage(IReadOnlyList<AuditEntry> Audit, int Total, int Limit, int Offset, string? NextCursor = null)
{
    /// <summary>The largest offset; what is behind is reached by cursor.</summary>
    public const int MaxOffset = 10_000;
}

/// <summary>Where a page of the audit log ended, newest first. Entries never change, so what follows neither skips nor repeats one.</summary>
/// <param name="CreatedAt">When the last entry was made.</param>
/// <param name="Id">Its id.</param>
[GenerateSerializer, Immutable, Alias("braid.audit-cursor")]
public readonly record struct AuditCursor(DateTime CreatedAt, Guid Id)
{
    private const int Bytes = 24;

    /// <summary>The cursor behind a full page, which may be the last one: then the next is empty. Null behind any other.</summary>
    public static string? Behind(IReadOnlyList<AuditEntry> page, int limit) =>
        page.Count == limit ? new AuditCursor(page[^1].CreatedAt, page[^1].Id).Write() : null;

    /// <summary>The cursor as clients get it.</summary>
    public string Write()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.Ticks);
        Id.TryWriteBytes(bytes[8..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what a client sent. VALIDATION_ERROR for what is none.</summary>
    public static AuditCursor Read(string text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        var isOne = text.Length <= 2 * Bytes && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == Bytes;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return isOne && ticks > 0 && ticks <= DateTime.MaxValue.Ticks
            ? new(new DateTime(ticks, DateTimeKind.Utc), new Guid(bytes[8..]))
            : throw Errors.Error.Invalid("cursor", "is not a next_cursor of this list");
    }
}

/// <summary>Filters of GET /projects/{id}/activity and of GET /orgs/current/audit.</summary>
/// <param name="Days">Only the last days, 1 to 3650; default 30.</param>
/// <param name="Limit">Entries on the page, 1 to 1000; default 50.</param>
/// <param name="Offset">Entries before the page.</param>
/// <param name="EntityType">Only changes of this kind of thing.</param>
/// <param name="Search">Only entries whose states or action contain this, ignoring case.</param>
/// <param name="After">The page begins behind this place; null to begin at the offset.</param>
[GenerateSerializer, Immutable, Alias("braid.activity-query")]
public sealed record ActivityQuery(int Days = 30, int Limit = 50, int Offset = 0, string? EntityType = null, string? Search = null,
    AuditCursor? After = null);
