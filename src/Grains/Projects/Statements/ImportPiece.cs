using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>A bounded piece of an import: items with their notes, or dependencies once all items are in. No row: the import was swept.</summary>
[GenerateSerializer, Alias("braid.import-piece")]
internal sealed record ImportPiece : Write<ImportedPiece>
{
    private const string Statement = """
        WITH p AS (
            SELECT p.id FROM projects p WHERE p.id = $1 AND p.state = 'importing' AND p.importing_owner = $2
        ), added AS (
            INSERT INTO items (id, project_id, item_num, type, title, description, workstream_id, assigned_to, start_date, finish_date,
                   duration_days, deadline, draft, client_visible, percent_complete, completed_on, indicator, priority, rpt_out,
                   budget_amount, created_at, updated_at)
            SELECT i.id, p.id, i.item_num, i.type::item_type, i.title, i.description, i.workstream_id, i.assigned_to, i.start_date,
                   i.finish_date, i.duration_days, i.deadline, i.draft, i.client_visible, i.percent_complete, i.completed_on,
                   i.indicator::indicator, i.priority, i.rpt_out::text[], i.budget_amount, i.created_at, i.updated_at
              FROM p, unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::date[], $11::date[],
                             $12::int[], $13::date[], $14::bool[], $15::bool[], $16::int[], $17::date[], $18::text[], $19::text[],
                             $20::text[], $21::numeric[], $22::timestamptz[], $23::timestamptz[])
                AS i (id, item_num, type, title, description, workstream_id, assigned_to, start_date, finish_date, duration_days,
                      deadline, draft, client_visible, percent_complete, completed_on, indicator, priority, rpt_out, budget_amount,
                      created_at, updated_at)
            RETURNING id
        ), noted AS (
            INSERT INTO item_notes (id, item_id, note_date, content)
            SELECT n.id, n.item_id, n.note_date, n.content
              FROM p, unnest($24::uuid[], $25::uuid[], $26::date[], $27::text[]) AS n (id, item_id, note_date, content)
        ), linked AS (
            INSERT INTO item_dependencies (item_id, depends_on_id)
            SELECT d.item_id, d.depends_on_id FROM p, unnest($28::uuid[], $29::uuid[]) AS d (item_id, depends_on_id)
        )
        SELECT 1::bigint, (SELECT count(*) FROM added) FROM p
        """;

    /// <summary>The project that is being imported.</summary>
    [Id(0)] public required Guid ProjectId { get; init; }

    /// <summary>Who imports it.</summary>
    [Id(1)] public required Guid ImporterId { get; init; }

    /// <summary>Items with the numbers and times of the file.</summary>
    [Id(2)] public IReadOnlyList<Item> Items { get; init; } = [];

    /// <summary>Notes on those items.</summary>
    [Id(3)] public IReadOnlyList<ItemNote> Notes { get; init; } = [];

    /// <summary>Pairs of an item and one that it depends on.</summary>
    [Id(4)] public IReadOnlyList<ItemDependency> Dependencies { get; init; } = [];

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    public override int Weight => Items.Count + Notes.Count + Dependencies.Count;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set)
    {
        set.Single(ProjectId).Single(ImporterId);
        BindItems(set);
        set.Single(Of(Notes, n => n.Id)).Single(Of(Notes, n => n.ItemId)).Single(Of(Notes, n => n.NoteDate)).Single(Of(Notes, n => n.Content))
            .Single(Of(Dependencies, d => d.ItemId)).Single(Of(Dependencies, d => d.DependsOnId));
    }

    /// <inheritdoc/>
    internal override ImportedPiece Read(NpgsqlDataReader row) => new(row.GetInt64(1));

    private void BindItems(SetParameters set) => set
        .Single(Of(Items, i => i.Id))
        .Single(Of(Items, i => i.ItemNum))
        .Single(Of(Items, i => Labels<ItemType>.Of(i.Type)))
        .Single(Of(Items, i => i.Title))
        .Single(Of(Items, i => i.Description))
        .Single(Of(Items, i => i.WorkstreamId))
        .Single(Of(Items, i => i.AssignedTo))
        .Single(Of(Items, i => i.StartDate))
        .Single(Of(Items, i => i.FinishDate))
        .Single(Of(Items, i => i.DurationDays))
        .Single(Of(Items, i => i.Deadline))
        .Single(Of(Items, i => i.Draft))
        .Single(Of(Items, i => i.ClientVisible))
        .Single(Of(Items, i => i.PercentComplete))
        .Single(Of(Items, i => i.CompletedOn))
        .Single(Of(Items, i => Labels<Indicator>.Of(i.Indicator)))
        .Single(Of(Items, i => i.Priority))
        .Single(Of(Items, i => ItemSql.ArrayLiteral(i.RptOut)))
        .Single(Of(Items, i => i.BudgetAmount))
        .Single(Of(Items, i => i.CreatedAt))
        .Single(Of(Items, i => i.UpdatedAt));

    private static TValue[] Of<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> value) => rows.Select(value).ToArray();
}

/// <summary>An item, and one that it depends on.</summary>
[GenerateSerializer, Immutable, Alias("braid.item-dependency")]
internal sealed record ItemDependency(Guid ItemId, Guid DependsOnId);

/// <summary>How many items were added.</summary>
[GenerateSerializer, Immutable, Alias("braid.imported-piece")]
internal sealed record ImportedPiece(long Items);
