using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Some items of a project, and how many there are in all.</summary>
[GenerateSerializer, Immutable, Alias("braid.found-items")]
internal sealed record FoundItems(IReadOnlyList<Item> Items, int Total);

/// <summary>
/// A page of a project's items in an order that cursors can follow. Of the filters it takes those that SQL decides exactly as memory does:
/// types, workstream, drafts, deadlines, and what the role sees.
/// </summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Filter">Filters, order and page.</param>
/// <param name="Everything">Whether the role sees drafts and what is not visible to clients.</param>
/// <param name="Counts">Whether the items are counted that match in all.</param>
[GenerateSerializer, Immutable, Alias("braid.page-of-items")]
internal sealed record PageOfItems(Guid ProjectId, ItemQuery Filter, bool Everything, bool Counts) : Query<FoundItems>
{
    private const string Where = """
        t.project_id = $1 AND t.deleted_at IS NULL AND ($2 OR (t.client_visible AND NOT t.draft))
           AND (cardinality($3::text[]) = 0 OR t.type::text = ANY ($3)) AND ($4::uuid IS NULL OR t.workstream_id = $4)
           AND ($5::bool IS NULL OR t.draft = $5) AND ($6::date IS NULL OR t.deadline >= $6) AND ($7::date IS NULL OR t.deadline <= $7)
        """;

    // Every statement takes every parameter, whatever it asks for: the page's are never all null.
    private const string Page = $"""
        SELECT {ItemSql.Columns}, t.indicator::text FROM items t WHERE {Where} AND num_nonnulls($8::int, $9::int, $10::timestamptz, $11::int, $12::bool) > 0
        """;

    private const string Slice = "LIMIT $8 OFFSET $9";

    private const string Count = $"""
        SELECT count(*)::int FROM items t WHERE $12::bool AND {Where} AND num_nonnulls($8::int, $9::int, $10::timestamptz, $11::int) > 0
        """;

    private static readonly string[] ByNumber = [$"{Page} AND ($11::int IS NULL OR t.item_num > $11) ORDER BY t.item_num {Slice}", Count];

    private static readonly string[] ByNumberDown = [$"{Page} AND ($11::int IS NULL OR t.item_num < $11) ORDER BY t.item_num DESC {Slice}", Count];

    private static readonly string[] ByCreation =
    [
        $"{Page} AND ($11::int IS NULL OR (t.created_at, t.item_num) > ($10, $11)) ORDER BY t.created_at, t.item_num {Slice}", Count,
    ];

    private static readonly string[] ByCreationDown =
    [
        $"""
        {Page} AND ($11::int IS NULL OR t.created_at < $10 OR (t.created_at = $10 AND t.item_num > $11))
         ORDER BY t.created_at DESC, t.item_num {Slice}
        """,
        Count,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => (Filter.Sort, Filter.Descending) switch
    {
        (ItemSort.ItemNum, false) => ByNumber,
        (ItemSort.ItemNum, true) => ByNumberDown,
        (ItemSort.CreatedAt, false) => ByCreation,
        (ItemSort.CreatedAt, true) => ByCreationDown,
        _ => throw new InvalidOperationException($"Items are not paged by {Filter.Sort} in SQL."),
    };

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = Everything });
        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Filter.Types.Select(type => Labels<ItemType>.Of(type))] });
        parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = Filter.WorkstreamId });
        parameters.Add(new NpgsqlParameter<bool?> { TypedValue = Filter.Draft });
        parameters.Add(new NpgsqlParameter<DateOnly?> { TypedValue = Filter.DeadlineFrom });
        parameters.Add(new NpgsqlParameter<DateOnly?> { TypedValue = Filter.DeadlineTo });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Filter.Limit });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Filter.Offset });
        parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = Filter.After is { } after ? new DateTime(after.CreatedAt, DateTimeKind.Utc) : null });
        parameters.Add(new NpgsqlParameter<int?> { TypedValue = Filter.After?.ItemNum });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = Counts });
    }

    /// <inheritdoc/>
    internal override async Task<FoundItems?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var items = await reader.ReadAll(ItemSql.ReadStored, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(items, reader.GetInt32(0));
    }
}

/// <summary>Items of a project by numbers or ids; those that are not there are left out.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-items")]
internal sealed record FindItems(Guid ProjectId, IReadOnlyList<ItemRef> Items) : Query<FoundItems>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT {ItemSql.Columns}, t.indicator::text FROM items t
         WHERE t.project_id = $1 AND (t.item_num = ANY ($2) OR t.id = ANY ($3)) AND t.deleted_at IS NULL
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. Items.Select(item => item.Number).OfType<int>()] });
        parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. Items.Select(item => item.Id).OfType<Guid>()] });
    }

    /// <inheritdoc/>
    internal override async Task<FoundItems?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var items = await reader.ReadAll(ItemSql.ReadStored, cancellationToken);
        return new(items, items.Count);
    }
}
