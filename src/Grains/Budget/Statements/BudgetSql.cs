using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Budget.Statements;

/// <summary>The columns of a budget's rows, of the alias <c>c</c>, in the order in which they are read.</summary>
internal static class BudgetSql
{
    /// <summary>An allocation's.</summary>
    public const string Allocation = "c.id, c.project_id, c.workstream_id, c.amount, c.period_start, c.period_end, c.notes, c.created_at";

    /// <summary>A timesheet entry's.</summary>
    public const string Timesheet = """
        c.id, c.project_id, c.rate_card_id, c.week_ending, c.resource_name, c.hours, c.rate, c.cost, c.complete_week, c.created_at
        """;

    /// <summary>A rate card's.</summary>
    public const string RateCard = "c.id, c.resource_name, c.role, c.geography, c.hourly_rate, c.effective_from, c.effective_to, c.created_at";

    /// <summary>Reads an allocation from column <paramref name="at"/> on.</summary>
    public static Allocation ReadAllocation(NpgsqlDataReader row, int at) => new(
        row.GetGuid(at), row.GetGuid(at + 1), row.Value<Guid>(at + 2), row.GetDecimal(at + 3), row.Value<DateOnly>(at + 4),
        row.Value<DateOnly>(at + 5), row.Text(at + 6), row.GetDateTime(at + 7));

    /// <summary>Reads a timesheet entry from column <paramref name="at"/> on.</summary>
    public static Timesheet ReadTimesheet(NpgsqlDataReader row, int at) => new(
        row.GetGuid(at), row.GetGuid(at + 1), row.Value<Guid>(at + 2), row.GetFieldValue<DateOnly>(at + 3), row.GetString(at + 4),
        row.GetDecimal(at + 5), row.GetDecimal(at + 6), row.GetDecimal(at + 7), row.GetBoolean(at + 8), row.GetDateTime(at + 9));

    /// <summary>Reads a rate card from column <paramref name="at"/> on.</summary>
    public static RateCard ReadRateCard(NpgsqlDataReader row, int at) => new(
        row.GetGuid(at), row.GetString(at + 1), row.Text(at + 2), row.Text(at + 3), row.GetDecimal(at + 4),
        row.GetFieldValue<DateOnly>(at + 5), row.Value<DateOnly>(at + 6), row.GetDateTime(at + 7));
}

/// <summary>An allocation after a committed change, with what the change made of its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.allocation-committed")]
internal sealed record AllocationCommitted(Allocation Allocation, ProjectStamp Project);

/// <summary>A timesheet entry after a committed change, with what the change made of its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.timesheet-committed")]
internal sealed record TimesheetCommitted(Timesheet Timesheet, ProjectStamp Project);
