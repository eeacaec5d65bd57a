using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Budget.Statements;

/// <summary>What the figures are made of; null when there is no such project.</summary>
[GenerateSerializer, Immutable, Alias("braid.load-budget")]
internal sealed record LoadBudget(Guid ProjectId) : Query<BudgetContents>
{
    private static readonly string[] Statements =
    [
        "SELECT p.name, p.project_start, p.project_end FROM active_projects p WHERE p.id = $1",
        """
        SELECT w.id, w.name, coalesce((SELECT sum(a.amount) FROM budget_allocations a WHERE a.workstream_id = w.id AND a.project_id = $1), 0)
          FROM workstreams w
         WHERE w.project_id = $1
         ORDER BY w.sort_order, w.name
        """,
        "SELECT coalesce(sum(a.amount), 0) FROM budget_allocations a WHERE a.project_id = $1 AND a.workstream_id IS NULL",
        """
        SELECT c.week_ending, c.resource_name, sum(c.hours), sum(c.cost)
          FROM timesheet_entries c
         WHERE c.project_id = $1 AND c.complete_week
         GROUP BY c.week_ending, c.resource_name
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    /// <inheritdoc/>
    internal override async Task<BudgetContents?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (name, start, end) = (reader.GetString(0), reader.Value<DateOnly>(1), reader.Value<DateOnly>(2));
        await reader.NextResultAsync(cancellationToken);
        var allocated = await reader.ReadAll(row => new WorkstreamBudget(row.GetGuid(0), row.GetString(1), row.GetDecimal(2), null), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        allocated.AddRange(await reader.ReadAll(row => new WorkstreamBudget(null, null, row.GetDecimal(0), null), cancellationToken));
        await reader.NextResultAsync(cancellationToken);
        var burnt = await reader.ReadAll(
            row => new Burn(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetDecimal(2), row.GetDecimal(3)), cancellationToken);
        return new(name, start, end, allocated, burnt);
    }
}

/// <summary>What the figures are made of.</summary>
[GenerateSerializer, Immutable, Alias("braid.budget-contents")]
internal sealed record BudgetContents(
    string ProjectName, DateOnly? ProjectStart, DateOnly? ProjectEnd, IReadOnlyList<WorkstreamBudget> Allocated, IReadOnlyList<Burn> Complete);

/// <summary>A project's allocations, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-allocations")]
internal sealed record ListAllocations(Guid ProjectId) : Query<Rows<Allocation>>
{
    private static readonly string[] Statements =
    [
        $"SELECT {BudgetSql.Allocation} FROM budget_allocations c WHERE c.project_id = $1 ORDER BY c.period_start NULLS FIRST, c.created_at, c.id",
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    /// <inheritdoc/>
    internal override async Task<Rows<Allocation>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => BudgetSql.ReadAllocation(row, 0), cancellationToken));
}

/// <summary>An allocation of a project; null when it, or the project, is gone.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-allocation")]
internal sealed record FindAllocation(Guid ProjectId, Guid AllocationId) : Query<Allocation>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT {BudgetSql.Allocation} FROM budget_allocations c JOIN active_projects p ON p.id = c.project_id
         WHERE c.project_id = $1 AND c.id = $2
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = AllocationId });
    }

    /// <inheritdoc/>
    internal override async Task<Allocation?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? BudgetSql.ReadAllocation(reader, 0) : null;
}

/// <summary>A project's timesheet entries by week and resource.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-timesheets")]
internal sealed record ListTimesheets(Guid ProjectId) : Query<Rows<Timesheet>>
{
    private static readonly string[] Statements =
    [
        $"SELECT {BudgetSql.Timesheet} FROM timesheet_entries c WHERE c.project_id = $1 ORDER BY c.week_ending, c.resource_name, c.id",
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    /// <inheritdoc/>
    internal override async Task<Rows<Timesheet>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => BudgetSql.ReadTimesheet(row, 0), cancellationToken));
}

/// <summary>A timesheet entry of a project; null when it, or the project, is gone.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-timesheet")]
internal sealed record FindTimesheet(Guid ProjectId, Guid TimesheetId) : Query<Timesheet>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT {BudgetSql.Timesheet} FROM timesheet_entries c JOIN active_projects p ON p.id = c.project_id
         WHERE c.project_id = $1 AND c.id = $2
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = TimesheetId });
    }

    /// <inheritdoc/>
    internal override async Task<Timesheet?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? BudgetSql.ReadTimesheet(reader, 0) : null;
}

/// <summary>The organization's rate cards by resource and day.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-rate-cards")]
internal sealed record ListRateCards : Query<Rows<RateCard>>
{
    private static readonly string[] Statements =
        [$"SELECT {BudgetSql.RateCard} FROM rate_cards c ORDER BY lower(c.resource_name), c.effective_from, c.id"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        // It takes none.
    }

    /// <inheritdoc/>
    internal override async Task<Rows<RateCard>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => BudgetSql.ReadRateCard(row, 0), cancellationToken));
}

/// <summary>A rate card of the organization; null when it is gone.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-rate-card")]
internal sealed record FindRateCard(Guid RateCardId) : Query<RateCard>
{
    private static readonly string[] Statements = [$"SELECT {BudgetSql.RateCard} FROM rate_cards c WHERE c.id = $1"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = RateCardId });

    /// <inheritdoc/>
    internal override async Task<RateCard?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? BudgetSql.ReadRateCard(reader, 0) : null;
}
