using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>The columns of an item, in the order in which they are read, and what every statement about a project returns of it.</summary>
internal static class ItemSql
{
    /// <summary>An item's columns, of the alias <c>t</c>. The indicator is not among them: memory computes it.</summary>
    public const string Columns = """
        t.id, t.project_id, t.item_num, t.type::text, t.title, t.description, t.workstream_id, t.assigned_to, t.start_date,
        t.finish_date, t.duration_days, t.deadline, t.draft, t.client_visible, t.percent_complete, t.completed_on, t.priority,
        t.rpt_out, t.budget_amount, t.version, t.created_at, t.updated_at
        """;

    /// <summary>How many columns that are.</summary>
    public const int ColumnCount = 22;

    /// <summary>Reads an item from column <paramref name="at"/> on.</summary>
    public static Item Read(NpgsqlDataReader row, int at) => new()
    {
        Id = row.GetGuid(at),
        ProjectId = row.GetGuid(at + 1),
        ItemNum = row.GetInt32(at + 2),
        Type = Labels<ItemType>.Parse(row.GetString(at + 3)),
        Title = row.GetString(at + 4),
        Description = row.Text(at + 5),
        WorkstreamId = row.Value<Guid>(at + 6),
        AssignedTo = row.Text(at + 7),
        StartDate = row.Value<DateOnly>(at + 8),
        FinishDate = row.Value<DateOnly>(at + 9),
        DurationDays = row.Value<int>(at + 10),
        Deadline = row.Value<DateOnly>(at + 11),
        Draft = row.GetBoolean(at + 12),
        ClientVisible = row.GetBoolean(at + 13),
        PercentComplete = row.GetInt32(at + 14),
        CompletedOn = row.Value<DateOnly>(at + 15),
        Priority = row.Text(at + 16),
        RptOut = row.IsDBNull(at + 17) ? null : row.GetFieldValue<string[]>(at + 17),
        BudgetAmount = row.Value<decimal>(at + 18),
        Version = row.GetInt64(at + 19),
        CreatedAt = row.GetDateTime(at + 20),
        UpdatedAt = row.GetDateTime(at + 21),
    };

    /// <summary>Reads an item and behind it the indicator that is stored.</summary>
    public static Item ReadStored(NpgsqlDataReader row) => Read(row, 0) with
    {
        Indicator = row.Text(ColumnCount) is { } label ? Labels<Indicator>.Parse(label) : null,
    };

    /// <summary>A list of texts as PostgreSQL's array literal: arrays of arrays cannot be unnested by one level.</summary>
    public static string? ArrayLiteral(IReadOnlyList<string>? values) =>
        values is null ? null : "{" + string.Join(',', values.Select(Quote)) + "}";

    private static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}

/// <summary>An item after a committed change, with what the change made of its project.</summary>
/// <param name="Item">The item as stored.</param>
/// <param name="Project">The project's counters after the change.</param>
[GenerateSerializer, Immutable, Alias("braid.item-committed")]
internal sealed record ItemCommitted(Item Item, ProjectStamp Project);

/// <summary>What every write in a project changes of the project itself.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-stamp")]
internal sealed record ProjectStamp(long Version, int NextItemNum, DateTime UpdatedAt)
{
    /// <summary>The columns, of the alias <c>p</c>.</summary>
    public const string Columns = "p.version, p.next_item_num, p.updated_at";

    /// <summary>Reads it from column <paramref name="at"/> on.</summary>
    public static ProjectStamp Read(NpgsqlDataReader row, int at) => new(row.GetInt64(at), row.GetInt32(at + 1), row.GetDateTime(at + 2));
}
