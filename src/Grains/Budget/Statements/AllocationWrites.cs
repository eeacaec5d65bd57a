using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Budget.Statements;

/// <summary>A change of one allocation; carries the whole row as it is to be.</summary>
[GenerateSerializer, Alias("braid.allocation-write")]
internal abstract record AllocationWrite([property: Id(0)] Allocation Allocation, [property: Id(1)] bool IsNew) : Write<AllocationCommitted>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::uuid[],
               $10::numeric[], $11::date[], $12::date[], $13::text[], $14::bool[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, project_id, workstream_id,
               amount, period_start, period_end, notes, is_new, ordinal)
        """;

    /// <summary>What every statement about allocations answers with.</summary>
    protected const string Answer = $"""
        SELECT i.ordinal, {BudgetSql.Allocation}, {ProjectStamp.Columns}
          FROM input i JOIN changed c ON c.id = i.id JOIN counted p ON p.id = c.project_id
        """;

    /// <inheritdoc/>
    public override Guid Row => Allocation.Id;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn =>
        Allocation.WorkstreamId is { } workstream ? [Allocation.ProjectId, workstream] : [Allocation.ProjectId];

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> CountsIn => [Allocation.ProjectId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((AllocationWrite w) => w.Allocation.Id)
        .Column((AllocationWrite w) => w.Allocation.ProjectId)
        .Column((AllocationWrite w) => w.Allocation.WorkstreamId)
        .Column((AllocationWrite w) => w.Allocation.Amount)
        .Column((AllocationWrite w) => w.Allocation.PeriodStart)
        .Column((AllocationWrite w) => w.Allocation.PeriodEnd)
        .Column((AllocationWrite w) => w.Allocation.Notes)
        .Column((AllocationWrite w) => w.IsNew);

    /// <inheritdoc/>
    internal override AllocationCommitted Read(NpgsqlDataReader row) => new(BudgetSql.ReadAllocation(row, 1), ProjectStamp.Read(row, 9));
}

/// <summary>Adds or changes an allocation. No row: it, or its project, is gone.</summary>
[GenerateSerializer, Alias("braid.save-allocation")]
internal sealed record SaveAllocation(Allocation Allocation, bool IsNew) : AllocationWrite(Allocation, IsNew)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT b.* FROM budget_allocations b JOIN input i ON i.id = b.id
        ), added AS (
            INSERT INTO budget_allocations (id, project_id, workstream_id, amount, period_start, period_end, notes)
            SELECT i.id, i.project_id, i.workstream_id, i.amount, i.period_start, i.period_end, i.notes
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE i.is_new
            RETURNING *
        ), altered AS (
            UPDATE budget_allocations c
               SET workstream_id = i.workstream_id, amount = i.amount, period_start = i.period_start, period_end = i.period_end, notes = i.notes
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE c.id = i.id AND c.project_id = i.project_id AND NOT i.is_new
            RETURNING c.*
        ), changed AS (
            SELECT * FROM added UNION ALL SELECT * FROM altered
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, CASE WHEN i.is_new THEN 'create' ELSE 'update' END, 'allocation', c.id, to_jsonb(b), to_jsonb(c),
                   i.correlation_id, c.project_id
              FROM input i JOIN changed c ON c.id = i.id LEFT JOIN before b ON b.id = i.id
        ), {ChangeSql.Answered}, {ChangeSql.Counted}
        {Answer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Removes an allocation. No row: it, or its project, is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-allocation")]
internal sealed record DeleteAllocation(Allocation Allocation) : AllocationWrite(Allocation, false)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM budget_allocations c
             USING input i JOIN active_projects p ON p.id = i.project_id
             WHERE c.id = i.id AND c.project_id = i.project_id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'allocation', c.id, to_jsonb(c), i.correlation_id, c.project_id
              FROM input i JOIN changed c ON c.id = i.id
        ), {ChangeSql.Counted}
        {Answer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
