namespace BraidMgr.Contracts.Projects;

/// <summary>Filters, order and page of GET /projects/{id}/items.</summary>
[GenerateSerializer, Immutable, Alias("braid.item-query")]
public sealed record ItemQuery
{
    /// <summary>Only these types; empty for all.</summary>
    [Id(0)] public IReadOnlyList<ItemType> Types { get; init; } = [];

    /// <summary>Only this workstream.</summary>
    [Id(1)] public Guid? WorkstreamId { get; init; }

    /// <summary>Only items assigned to this name, ignoring case.</summary>
    [Id(2)] public string? AssignedTo { get; init; }

    /// <summary>Only these indicators; empty for all.</summary>
    [Id(3)] public IReadOnlyList<Indicator> Indicators { get; init; } = [];

    /// <summary>Only these severities; empty for all.</summary>
    [Id(4)] public IReadOnlyList<Severity> Severities { get; init; } = [];

    /// <summary>Only drafts, or none.</summary>
    [Id(5)] public bool? Draft { get; init; }

    /// <summary>Only items whose title or description contains this, ignoring case; at most 200 characters.</summary>
    [Id(6)] public string? Search { get; init; }

    /// <summary>Only items with a deadline on this day or later.</summary>
    [Id(7)] public DateOnly? DeadlineFrom { get; init; }

    /// <summary>Only items with a deadline on this day or earlier.</summary>
    [Id(8)] public DateOnly? DeadlineTo { get; init; }

    /// <summary>The field to sort by; ties are in order of numbers.</summary>
    [Id(9)] public ItemSort Sort { get; init; }

    /// <summary>Largest first.</summary>
    [Id(10)] public bool Descending { get; init; }

    /// <summary>Items on the page, 1 to 1000.</summary>
    [Id(11)] public int Limit { get; init; } = 100;

    /// <summary>Items before the page.</summary>
    [Id(12)] public int Offset { get; init; }
}

/// <summary>The fields that a list of items can be sorted by (<c>sort=deadline</c>, <c>sort=-deadline</c> for largest first).</summary>
public enum ItemSort
{
    /// <summary>By number.</summary>
    ItemNum,

    /// <summary>By title, ignoring case.</summary>
    Title,

    /// <summary>By type.</summary>
    Type,

    /// <summary>By severity, most urgent first.</summary>
    Severity,

    /// <summary>By assignee.</summary>
    AssignedTo,

    /// <summary>By first day.</summary>
    StartDate,

    /// <summary>By last day.</summary>
    FinishDate,

    /// <summary>By deadline.</summary>
    Deadline,

    /// <summary>By percentage.</summary>
    PercentComplete,

    /// <summary>By creation.</summary>
    CreatedAt,

    /// <summary>By last change.</summary>
    UpdatedAt,
}

/// <summary>A record as the JSON that the API answers with, prepared once per version, and its ETag.</summary>
/// <param name="Json">UTF-8 JSON. Shared: never written to.</param>
/// <param name="ETag">A strong ETag with its quotes, or null.</param>
[GenerateSerializer, Immutable, Alias("braid.rendered")]
public sealed record Rendered(byte[] Json, string? ETag);

/// <summary>A page of items as prepared JSON, in order.</summary>
/// <param name="Items">UTF-8 JSON of each item. Shared: never written to.</param>
/// <param name="Total">How many items match in all.</param>
[GenerateSerializer, Immutable, Alias("braid.rendered-page")]
public sealed record RenderedPage(IReadOnlyList<byte[]> Items, int Total);
