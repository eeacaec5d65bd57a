using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>A change of one item; carries the whole row as it is to be.</summary>
[GenerateSerializer, Alias("braid.item-write")]
internal abstract record ItemWrite : Write<ItemCommitted>
{
    /// <summary>The parameters that <see cref="Bind"/> binds after the context's six, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[],
               $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::uuid[], $13::text[], $14::date[], $15::date[],
               $16::int[], $17::date[], $18::bool[], $19::bool[], $20::int[], $21::date[], $22::text[], $23::text[], $24::text[],
               $25::numeric[], $26::bigint[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256,
               id, project_id, type, title, description, workstream_id, assigned_to, start_date, finish_date,
               duration_days, deadline, draft, client_visible, percent_complete, completed_on, priority, rpt_out, indicator,
               budget_amount, version, ordinal)
        """;

    /// <summary>What a change of items begins with: the input, and the rows as they were.</summary>
    protected const string InputAndBefore = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT t.* FROM items t JOIN input i ON i.id = t.id
        )
        """;

    /// <summary>What a change of items ends with: the projects' versions, and the rows of <c>changed</c> as they are now.</summary>
    protected const string CountAndAnswer = $"""
        counted AS (
            UPDATE projects p
               SET version = p.version + n.items, updated_at = now()
              FROM (SELECT project_id, count(*) AS items FROM changed GROUP BY project_id) n
             WHERE p.id = n.project_id
            RETURNING p.id, p.version, p.next_item_num, p.updated_at
        )
        SELECT i.ordinal, {ItemSql.Columns}, {ProjectStamp.Columns}
          FROM input i JOIN changed t ON t.id = i.id JOIN counted p ON p.id = t.project_id
        """;

    /// <summary>The item as it is to be; its version is the one that the change replaces.</summary>
    [Id(0)]
    public required Item Item { get; init; }

    /// <inheritdoc/>
    public override Guid Row => Item.Id;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn =>
        Item.WorkstreamId is { } workstream ? [Item.ProjectId, workstream] : [Item.ProjectId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((ItemWrite w) => w.Item.Id)
        .Column((ItemWrite w) => w.Item.ProjectId)
        .Column((ItemWrite w) => Labels<ItemType>.Of(w.Item.Type))
        .Column((ItemWrite w) => w.Item.Title)
        .Column((ItemWrite w) => w.Item.Description)
        .Column((ItemWrite w) => w.Item.WorkstreamId)
        .Column((ItemWrite w) => w.Item.AssignedTo)
        .Column((ItemWrite w) => w.Item.StartDate)
        .Column((ItemWrite w) => w.Item.FinishDate)
        .Column((ItemWrite w) => w.Item.DurationDays)
        .Column((ItemWrite w) => w.Item.Deadline)
        .Column((ItemWrite w) => w.Item.Draft)
        .Column((ItemWrite w) => w.Item.ClientVisible)
        .Column((ItemWrite w) => w.Item.PercentComplete)
        .Column((ItemWrite w) => w.Item.CompletedOn)
        .Column((ItemWrite w) => w.Item.Priority)
        .Column((ItemWrite w) => ItemSql.ArrayLiteral(w.Item.RptOut))
        .Column((ItemWrite w) => Labels<Indicator>.Of(w.Item.Indicator))
        .Column((ItemWrite w) => w.Item.BudgetAmount)
        .Column((ItemWrite w) => w.Item.Version);

    /// <inheritdoc/>
    internal override ItemCommitted Read(NpgsqlDataReader row) =>
        new(ItemSql.Read(row, 1), ProjectStamp.Read(row, 1 + ItemSql.ColumnCount));
}
