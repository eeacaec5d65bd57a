using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Budget.Statements;

/// <summary>A change of one timesheet entry; carries the whole row as it is to be.</summary>
[GenerateSerializer, Alias("braid.timesheet-write")]
internal abstract record TimesheetWrite([property: Id(0)] Timesheet Timesheet, [property: Id(1)] bool IsNew) : Write<TimesheetCommitted>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::uuid[], $10::date[],
               $11::text[], $12::numeric[], $13::numeric[], $14::numeric[], $15::bool[], $16::bool[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, project_id, rate_card_id, week_ending,
               resource_name, hours, rate, cost, complete_week, is_new, ordinal)
        """;

    /// <summary>What every statement about entries answers with.</summary>
    protected const string Answer = $"""
        SELECT i.ordinal, {BudgetSql.Timesheet}, {ProjectStamp.Columns}
          FROM input i JOIN changed c ON c.id = i.id JOIN counted p ON p.id = c.project_id
        """;

    /// <inheritdoc/>
    public override Guid Row => Timesheet.Id;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn =>
        Timesheet.RateCardId is { } card ? [Timesheet.ProjectId, card] : [Timesheet.ProjectId];

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> CountsIn => [Timesheet.ProjectId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((TimesheetWrite w) => w.Timesheet.Id)
        .Column((TimesheetWrite w) => w.Timesheet.ProjectId)
        .Column((TimesheetWrite w) => w.Timesheet.RateCardId)
        .Column((TimesheetWrite w) => w.Timesheet.WeekEnding)
        .Column((TimesheetWrite w) => w.Timesheet.ResourceName)
        .Column((TimesheetWrite w) => w.Timesheet.Hours)
        .Column((TimesheetWrite w) => w.Timesheet.Rate)
        .Column((TimesheetWrite w) => w.Timesheet.Cost)
        .Column((TimesheetWrite w) => w.Timesheet.CompleteWeek)
        .Column((TimesheetWrite w) => w.IsNew);

    /// <inheritdoc/>
    internal override TimesheetCommitted Read(NpgsqlDataReader row) => new(BudgetSql.ReadTimesheet(row, 1), ProjectStamp.Read(row, 11));
}

/// <summary>Adds or changes an entry. No row: it, or its project, is gone.</summary>
[GenerateSerializer, Alias("braid.save-timesheet")]
internal sealed record SaveTimesheet(Timesheet Timesheet, bool IsNew) : TimesheetWrite(Timesheet, IsNew)
{
    // A rate card that was removed meanwhile leaves the rate that was taken from it.
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT b.* FROM timesheet_entries b JOIN input i ON i.id = b.id
        ), added AS (
            INSERT INTO timesheet_entries (id, project_id, rate_card_id, week_ending, resource_name, hours, rate, cost, complete_week)
            SELECT i.id, i.project_id, (SELECT r.id FROM rate_cards r WHERE r.id = i.rate_card_id), i.week_ending, i.resource_name, i.hours,
                   i.rate, i.cost, i.complete_week
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE i.is_new
            RETURNING *
        ), altered AS (
            UPDATE timesheet_entries c
               SET rate_card_id = (SELECT r.id FROM rate_cards r WHERE r.id = i.rate_card_id), week_ending = i.week_ending,
                   resource_name = i.resource_name, hours = i.hours, rate = i.rate, cost = i.cost, complete_week = i.complete_week
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE c.id = i.id AND c.project_id = i.project_id AND NOT i.is_new
            RETURNING c.*
        ), changed AS (
            SELECT * FROM added UNION ALL SELECT * FROM altered
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, CASE WHEN i.is_new THEN 'create' ELSE 'update' END, 'timesheet', c.id, to_jsonb(b), to_jsonb(c),
                   i.correlation_id, c.project_id
              FROM input i JOIN changed c ON c.id = i.id LEFT JOIN before b ON b.id = i.id
        ), {ChangeSql.Answered}, {ChangeSql.Counted}
        {Answer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Removes an entry. No row: it, or its project, is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-timesheet")]
internal sealed record DeleteTimesheet(Timesheet Timesheet) : TimesheetWrite(Timesheet, false)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM timesheet_entries c
             USING input i JOIN active_projects p ON p.id = i.project_id
             WHERE c.id = i.id AND c.project_id = i.project_id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'timesheet', c.id, to_jsonb(c), i.correlation_id, c.project_id
              FROM input i JOIN changed c ON c.id = i.id
        ), {ChangeSql.Counted}
        {Answer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
