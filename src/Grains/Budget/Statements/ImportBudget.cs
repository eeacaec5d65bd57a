using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Grains.Budget.Statements;

/// <summary>Adds what an import holds, all or nothing, each row with an audit row. No row: the project is gone.</summary>
[GenerateSerializer, Alias("braid.import-budget")]
internal sealed record ImportBudget : Write<BudgetImported>
{
    private const string Statement = $"""
        WITH context AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[])
                AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256)
        ), p AS (
            UPDATE projects p SET version = p.version + 1, updated_at = now()
             WHERE p.id = $7 AND p.state = 'active' AND p.deleted_at IS NULL
            RETURNING p.*
        ), allocated AS (
            INSERT INTO budget_allocations (id, project_id, amount, period_start, notes)
            SELECT a.id, p.id, a.amount, a.period_start, a.notes
              FROM p, unnest($8::uuid[], $9::numeric[], $10::date[], $11::text[]) AS a (id, amount, period_start, notes)
            RETURNING *
        ), rated AS (
            INSERT INTO rate_cards (id, resource_name, geography, hourly_rate, effective_from, effective_to)
            SELECT r.id, r.resource_name, r.geography, r.hourly_rate, r.effective_from, r.effective_to
              FROM p, unnest($12::uuid[], $13::text[], $14::text[], $15::numeric[], $16::date[], $17::date[])
                   AS r (id, resource_name, geography, hourly_rate, effective_from, effective_to)
             WHERE NOT EXISTS (SELECT FROM rate_cards o WHERE lower(o.resource_name) = lower(r.resource_name))
            RETURNING *
        ), entered AS (
            INSERT INTO timesheet_entries (id, project_id, rate_card_id, week_ending, resource_name, hours, rate, cost, complete_week)
            SELECT t.id, p.id, t.rate_card_id, t.week_ending, t.resource_name, t.hours, t.rate, t.cost, t.complete_week
              FROM p, unnest($18::uuid[], $19::uuid[], $20::date[], $21::text[], $22::numeric[], $23::numeric[], $24::numeric[], $25::bool[])
                   AS t (id, rate_card_id, week_ending, resource_name, hours, rate, cost, complete_week)
            RETURNING *
        ), rows AS (
            SELECT 'allocation' AS type, a.id, to_jsonb(a) AS state, a.project_id FROM allocated a
            UNION ALL SELECT 'rate_card', r.id, to_jsonb(r), NULL FROM rated r
            UNION ALL SELECT 'timesheet', t.id, to_jsonb(t), t.project_id FROM entered t
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT gen_random_uuid(), c.user_id, 'import', r.type, r.id, r.state, c.correlation_id, r.project_id FROM context c, rows r
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT c.user_id, c.idem_key, c.idem_route, c.idem_sha256, 201, $26 FROM context c, p
             WHERE c.idem_key IS NOT NULL
        )
        SELECT 1::bigint, {ProjectStamp.Columns} FROM p
        """;

    /// <summary>The project.</summary>
    [Id(0)] public required Guid ProjectId { get; init; }

    /// <summary>New allocations.</summary>
    [Id(1)] public IReadOnlyList<Allocation> Allocations { get; init; } = [];

    /// <summary>New rate cards, which overlap with none.</summary>
    [Id(2)] public IReadOnlyList<RateCard> RateCards { get; init; } = [];

    /// <summary>New entries.</summary>
    [Id(3)] public IReadOnlyList<Timesheet> Timesheets { get; init; } = [];

    /// <summary>What is answered, as JSON.</summary>
    [Id(4)] public required string Answer { get; init; }

    /// <inheritdoc/>
    public override Guid Row => Context.AuditId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [ProjectId];

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> CountsIn => [ProjectId];

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    public override int Weight => 1 + Allocations.Count + RateCards.Count + Timesheets.Count;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context().Single(ProjectId)
        .Single(Of(Allocations, a => a.Id)).Single(Of(Allocations, a => a.Amount)).Single(Of(Allocations, a => a.PeriodStart))
        .Single(Of(Allocations, a => a.Notes))
        .Single(Of(RateCards, r => r.Id)).Single(Of(RateCards, r => r.ResourceName)).Single(Of(RateCards, r => r.Geography))
        .Single(Of(RateCards, r => r.HourlyRate)).Single(Of(RateCards, r => r.EffectiveFrom)).Single(Of(RateCards, r => r.EffectiveTo))
        .Single(Of(Timesheets, t => t.Id)).Single(Of(Timesheets, t => t.RateCardId)).Single(Of(Timesheets, t => t.WeekEnding))
        .Single(Of(Timesheets, t => t.ResourceName)).Single(Of(Timesheets, t => t.Hours)).Single(Of(Timesheets, t => t.Rate))
        .Single(Of(Timesheets, t => t.Cost)).Single(Of(Timesheets, t => t.CompleteWeek))
        .Single(Answer, NpgsqlDbType.Jsonb);

    /// <inheritdoc/>
    internal override BudgetImported Read(NpgsqlDataReader row) => new(ProjectStamp.Read(row, 1));

    private static TValue[] Of<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> value) => rows.Select(value).ToArray();
}

/// <summary>What an import made of its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.budget-imported")]
internal sealed record BudgetImported(ProjectStamp Project);
