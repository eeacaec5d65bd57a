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

    /// <summary>The page begins behind this place; null to begin at the offset.</summary>
    [Id(13)] public ItemCursor? After { get; init; }

    /// <summary>ETags of this page that the client has, with their quotes; * for any. Where one still holds, the page is not made.</summary>
    [Id(14)] public IReadOnlyList<string> KnownETags { get; init; } = [];

    /// <summary>Whether the client has the page of an ETag.</summary>
    public bool Knows(string etag) => KnownETags.Count > 0 && (KnownETags.Contains(etag) || KnownETags.Contains("*"));

    /// <summary>Whether another query has the same filters and order: both ask for pages of one list.</summary>
    public bool AsksSameList(ItemQuery other) =>
        Types.SequenceEqual(other.Types) && Indicators.SequenceEqual(other.Indicators) && Severities.SequenceEqual(other.Severities)
        && other == this with
        {
            Types = other.Types,
            Indicators = other.Indicators,
            Severities = other.Severities,
            Limit = other.Limit,
            Offset = other.Offset,
            After = other.After,
            KnownETags = other.KnownETags,
        };

    /// <summary>Identifies filters and order, on every host the same, so that a cursor is not used with others (FNV-1a).</summary>
    public ulong Fingerprint()
    {
        var hash = new QueryHash();
        hash.Add((int)Sort * 2 + (Descending ? 1 : 0));
        hash.AddAll(Types);
        hash.AddAll(Indicators);
        hash.AddAll(Severities);
        hash.Add(Draft is { } draft ? draft ? 2 : 1 : 0);
        hash.Add(DeadlineFrom?.DayNumber ?? -1);
        hash.Add(DeadlineTo?.DayNumber ?? -1);
        hash.Add(WorkstreamId?.ToString());
        hash.Add(AssignedTo);
        hash.Add(Search);
        return hash.Value;
    }

    private struct QueryHash()
    {
        private const ulong Prime = 1099511628211;

        public ulong Value { get; private set; } = 14695981039346656037;

        public void Add(int number) => Value = (Value ^ (uint)number) * Prime;

        public void Add(string? text)
        {
            Add(text?.Length ?? -1);
            foreach (var c in text ?? "")
            {
                Add(c);
            }
        }

        public void AddAll<T>(IReadOnlyList<T> values)
            where T : struct, Enum
        {
            Add(values.Count);
            for (var i = 0; i < values.Count; i++)
            {
                Add(System.Runtime.CompilerServices.Unsafe.BitCast<T, int>(values[i]));
            }
        }
    }
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

/// <summary>A page of items as prepared JSON, in order; empty where the client has the page of this ETag.</summary>
/// <param name="Items">UTF-8 JSON of each item. Shared: never written to.</param>
/// <param name="Total">How many items match in all.</param>
/// <param name="NextCursor">Asks for the page behind this one; null behind the last, and for orders that have no cursors.</param>
/// <param name="ETag">A strong ETag with its quotes: it changes whenever anything in the project or the date does; or null.</param>
[GenerateSerializer, Immutable, Alias("braid.rendered-page")]
public sealed record RenderedPage(IReadOnlyList<byte[]> Items, int Total, string? NextCursor = null, string? ETag = null);
