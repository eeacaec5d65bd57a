using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>What an item may look like, and what a change makes of one. Limits are those of the data model.</summary>
internal static class ItemRules
{
    private const int MaxReports = 50;
    private const decimal MaxMoney = 9_999_999_999.99m;

    /// <summary>The item that an input describes. VALIDATION_ERROR with all that is wrong, NOT_FOUND for a workstream that is not the project's.</summary>
    public static Item Create(Guid projectId, ItemInput input, DateOnly today, ProjectState state)
    {
        var errors = new ValidationErrors();
        if (input.Type.Or(null) is null)
        {
            errors.Add("type", "is required");
        }

        if (input.Title.Or(null) is null)
        {
            errors.Add("title", "is required");
        }

        Check(input, state, errors);
        errors.ThrowIfAny();
        var blank = new Item
        {
            Id = Ids.Next(),
            ProjectId = projectId,
            ItemNum = 0,
            Type = input.Type.Value!.Value,
            Title = "",
            Version = 0,
            CreatedAt = default,
            UpdatedAt = default,
        };
        return Merge(blank, input, today, state.Calendar);
    }

    /// <summary>The item that a change makes of another. Errors as of a new one.</summary>
    public static Item Update(Item item, ItemInput input, DateOnly today, ProjectState state)
    {
        var errors = new ValidationErrors();
        if (input.Type is { IsSet: true, Value: null })
        {
            errors.Add("type", "cannot be cleared");
        }

        if (input.Title is { IsSet: true, Value: null })
        {
            errors.Add("title", "cannot be cleared");
        }

        Check(input, state, errors);
        errors.ThrowIfAny();
        return Merge(item, input, today, state.Calendar);
    }

    private static void Check(ItemInput input, ProjectState state, ValidationErrors errors)
    {
        errors.Text("title", input.Title.Or(null), 500, 1);
        errors.Text("description", input.Description.Or(null), 20_000);
        errors.Text("assigned_to", input.AssignedTo.Or(null), 200);
        errors.Text("priority", input.Priority.Or(null), 50);
        Range("duration_days", input.DurationDays.Or(null), 10_000, errors);
        Range("percent_complete", input.PercentComplete.Or(null), 100, errors);
        CheckMoney(input.BudgetAmount.Or(null), errors);
        CheckReports(input.RptOut.Or(null), errors);
        if (input.WorkstreamId.Or(null) is { } workstream && state.FindWorkstream(workstream) is null)
        {
            errors.Missing("workstream_id", "workstream");
        }
    }

    private static void Range(string field, int? value, int max, ValidationErrors errors)
    {
        if (value < 0 || value > max)
        {
            errors.Add(field, $"is {value}; it must be from 0 to {max}");
        }
    }

    private static void CheckMoney(decimal? amount, ValidationErrors errors)
    {
        if (amount is { } money && (Math.Abs(money) > MaxMoney || decimal.Round(money, 2) != money))
        {
            errors.Add("budget_amount", $"must have at most two decimals and be from -{MaxMoney} to {MaxMoney}");
        }
    }

    private static void CheckReports(IReadOnlyList<string>? reports, ValidationErrors errors)
    {
        if (reports?.Count > MaxReports)
        {
            errors.Add("rpt_out", $"has {reports.Count} names; at most {MaxReports} are allowed");
        }

        foreach (var report in reports ?? [])
        {
            if (report is null)
            {
                errors.Add("rpt_out", "must not contain null");
                return;
            }

            errors.Text("rpt_out", report, 100, 1);
        }
    }

    private static Item Merge(Item item, ItemInput input, DateOnly today, WorkCalendar calendar)
    {
        var percent = input.PercentComplete.Or(item.PercentComplete) ?? 0;
        var merged = item with
        {
            Type = input.Type.Or(item.Type)!.Value,
            Title = input.Title.Or(item.Title)!,
            Description = input.Description.Or(item.Description),
            WorkstreamId = input.WorkstreamId.Or(item.WorkstreamId),
            AssignedTo = input.AssignedTo.Or(item.AssignedTo),
            StartDate = input.StartDate.Or(item.StartDate),
            FinishDate = input.FinishDate.Or(item.FinishDate),
            DurationDays = input.DurationDays.Or(item.DurationDays),
            Deadline = input.Deadline.Or(item.Deadline),
            Draft = input.Draft.Or(item.Draft) ?? false,
            ClientVisible = input.ClientVisible.Or(item.ClientVisible) ?? true,
            PercentComplete = percent,
            CompletedOn = percent == 100 ? (item.PercentComplete == 100 ? item.CompletedOn : today) : null,
            Priority = input.Priority.Or(item.Priority),
            RptOut = input.RptOut.Or(item.RptOut),
            BudgetAmount = input.BudgetAmount.Or(item.BudgetAmount),
        };
        var indicator = Indicators.IndicatorRules.Of(merged, today, calendar);
        return merged with { Indicator = indicator, Severity = Indicators.IndicatorRules.SeverityOf(indicator) };
    }
}
