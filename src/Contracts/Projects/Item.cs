namespace BraidMgr.Contracts.Projects;

/// <summary>An entry of the log, as stored and as the API shows it.</summary>
[GenerateSerializer, Immutable, Alias("braid.item")]
public sealed record Item
{
    /// <summary>The item's id.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The project it belongs to.</summary>
    [Id(1)] public required Guid ProjectId { get; init; }

    /// <summary>Its number in the project: from 1, without gaps, never used twice.</summary>
    [Id(2)] public required int ItemNum { get; init; }

    /// <summary>What it is.</summary>
    [Id(3)] public required ItemType Type { get; init; }

    /// <summary>1 to 500 characters.</summary>
    [Id(4)] public required string Title { get; init; }

    /// <summary>At most 20,000 characters.</summary>
    [Id(5)] public string? Description { get; init; }

    /// <summary>A workstream of the same project.</summary>
    [Id(6)] public Guid? WorkstreamId { get; init; }

    /// <summary>A name, at most 200 characters.</summary>
    [Id(7)] public string? AssignedTo { get; init; }

    /// <summary>First day of work.</summary>
    [Id(8)] public DateOnly? StartDate { get; init; }

    /// <summary>Planned last day of work.</summary>
    [Id(9)] public DateOnly? FinishDate { get; init; }

    /// <summary>Business days of work, 0 to 10,000.</summary>
    [Id(10)] public int? DurationDays { get; init; }

    /// <summary>The day after which it is critical.</summary>
    [Id(11)] public DateOnly? Deadline { get; init; }

    /// <summary>Drafts have no indicator and are seen by those who may edit.</summary>
    [Id(12)] public bool Draft { get; init; }

    /// <summary>Viewers see only what has this set.</summary>
    [Id(13)] public bool ClientVisible { get; init; } = true;

    /// <summary>0 to 100.</summary>
    [Id(14)] public int PercentComplete { get; init; }

    /// <summary>The day on which percent_complete became 100.</summary>
    [Id(15)] public DateOnly? CompletedOn { get; init; }

    /// <summary>How it stands today; null for drafts and for items without dates.</summary>
    [Id(16)] public Indicator? Indicator { get; init; }

    /// <summary>The indicator's severity.</summary>
    [Id(17)] public Severity? Severity { get; init; }

    /// <summary>At most 50 characters.</summary>
    [Id(18)] public string? Priority { get; init; }

    /// <summary>The reports it appears in; at most 50 names of at most 100 characters.</summary>
    [Id(19)] public IReadOnlyList<string>? RptOut { get; init; }

    /// <summary>Money, two decimals.</summary>
    [Id(20)] public decimal? BudgetAmount { get; init; }

    /// <summary>Rises with every change of the item.</summary>
    [Id(21)] public required long Version { get; init; }

    /// <summary>When it was created.</summary>
    [Id(22)] public required DateTime CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    [Id(23)] public required DateTime UpdatedAt { get; init; }
}

/// <summary>Body of POST, PUT and PATCH of an item: only the fields sent change, null clears. POST needs type and title.</summary>
[GenerateSerializer, Immutable, Alias("braid.item-input")]
public sealed record ItemInput
{
    /// <inheritdoc cref="Item.Type"/>
    [Id(0)] public Optional<ItemType?> Type { get; init; }

    /// <inheritdoc cref="Item.Title"/>
    [Id(1)] public Optional<string?> Title { get; init; }

    /// <inheritdoc cref="Item.Description"/>
    [Id(2)] public Optional<string?> Description { get; init; }

    /// <inheritdoc cref="Item.WorkstreamId"/>
    [Id(3)] public Optional<Guid?> WorkstreamId { get; init; }

    /// <inheritdoc cref="Item.AssignedTo"/>
    [Id(4)] public Optional<string?> AssignedTo { get; init; }

    /// <inheritdoc cref="Item.StartDate"/>
    [Id(5)] public Optional<DateOnly?> StartDate { get; init; }

    /// <inheritdoc cref="Item.FinishDate"/>
    [Id(6)] public Optional<DateOnly?> FinishDate { get; init; }

    /// <inheritdoc cref="Item.DurationDays"/>
    [Id(7)] public Optional<int?> DurationDays { get; init; }

    /// <inheritdoc cref="Item.Deadline"/>
    [Id(8)] public Optional<DateOnly?> Deadline { get; init; }

    /// <inheritdoc cref="Item.Draft"/>
    [Id(9)] public Optional<bool?> Draft { get; init; }

    /// <inheritdoc cref="Item.ClientVisible"/>
    [Id(10)] public Optional<bool?> ClientVisible { get; init; }

    /// <inheritdoc cref="Item.PercentComplete"/>
    [Id(11)] public Optional<int?> PercentComplete { get; init; }

    /// <inheritdoc cref="Item.Priority"/>
    [Id(12)] public Optional<string?> Priority { get; init; }

    /// <inheritdoc cref="Item.RptOut"/>
    [Id(13)] public Optional<IReadOnlyList<string>?> RptOut { get; init; }

    /// <inheritdoc cref="Item.BudgetAmount"/>
    [Id(14)] public Optional<decimal?> BudgetAmount { get; init; }
}

/// <summary>An item named in a path: by its number or by its id.</summary>
[GenerateSerializer, Immutable, Alias("braid.item-ref")]
public readonly record struct ItemRef(int? Number, Guid? Id)
{
    /// <summary>Reads the path's segment; NOT_FOUND for what is neither a number nor an id.</summary>
    public static ItemRef Parse(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? new(number, null)
            : Guid.TryParseExact(text, "D", out var id) ? new(null, id) : throw Errors.Error.NotFound("item", null);

    /// <inheritdoc/>
    public override string ToString() => Number is { } n ? $"#{n}" : $"{Id}";
}
