using BraidMgr.Contracts;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Budget;

/// <summary>What allocations, timesheet entries and rate cards may look like. VALIDATION_ERROR with all that is wrong.</summary>
internal static class BudgetChecks
{
    /// <summary>What an amount stays below, to either side.</summary>
    public const decimal MaxMoney = 10_000_000_000m;

    /// <summary>What a rate stays below.</summary>
    public const decimal MaxRate = 100_000_000m;

    /// <summary>What the hours of an entry stay below.</summary>
    public const decimal MaxHours = 10_000m;

    private const int MaxName = 200;
    private const int MaxNotes = 20_000;

    /// <summary>Checks an allocation as it is to be.</summary>
    public static Allocation Check(Allocation allocation, AllocationInput input)
    {
        var errors = new ValidationErrors();
        if (input.Amount is { IsSet: true, Value: null } || (allocation.CreatedAt == default && !input.Amount.IsSet))
        {
            errors.Add("amount", "is required");
        }

        Money(errors, "amount", allocation.Amount, MaxMoney, -MaxMoney);
        errors.Text("notes", allocation.Notes, MaxNotes);
        if (allocation.PeriodEnd < allocation.PeriodStart)
        {
            errors.Add("period_end", $"is {allocation.PeriodEnd:yyyy-MM-dd}, before period_start on {allocation.PeriodStart:yyyy-MM-dd}");
        }

        errors.ThrowIfAny();
        return allocation with { Amount = BudgetRules.Cents(allocation.Amount) };
    }

    /// <summary>Checks the fields of an entry.</summary>
    public static void Check(TimesheetInput input, bool isNew)
    {
        var errors = new ValidationErrors();
        Required(errors, isNew, ("week_ending", input.WeekEnding), ("resource_name", input.ResourceName), ("hours", input.Hours));
        errors.Text("resource_name", input.ResourceName, MaxName, 1);
        Money(errors, "hours", input.Hours, MaxHours, 0);
        Money(errors, "rate", input.Rate, MaxRate, 0);
        errors.ThrowIfAny();
    }

    /// <summary>What hours cost; VALIDATION_ERROR when that cannot be stored.</summary>
    public static decimal Cost(decimal hours, decimal rate) => BudgetRules.Cents(hours * rate) is var cost && cost < MaxMoney
        ? cost
        : throw Error.Invalid("hours", $"{hours} hours at {rate} cost {cost}; it must stay below {MaxMoney:0}");

    /// <summary>Checks a rate card as it is to be.</summary>
    public static RateCard Check(RateCard card, RateCardInput input)
    {
        var errors = new ValidationErrors();
        Required(errors, card.CreatedAt == default, input.ResourceName, "resource_name");
        Required(errors, card.CreatedAt == default, input.HourlyRate, "hourly_rate");
        Required(errors, card.CreatedAt == default, input.EffectiveFrom, "effective_from");
        errors.Text("resource_name", input.ResourceName.Or(null), MaxName, 1);
        errors.Text("role", card.Role, MaxName);
        errors.Text("geography", card.Geography, MaxName);
        Money(errors, "hourly_rate", card.HourlyRate, MaxRate, 0);
        if (card.EffectiveTo < card.EffectiveFrom)
        {
            errors.Add("effective_to", $"is {card.EffectiveTo:yyyy-MM-dd}, before effective_from on {card.EffectiveFrom:yyyy-MM-dd}");
        }

        errors.ThrowIfAny();
        return card with { HourlyRate = BudgetRules.Cents(card.HourlyRate) };
    }

    private static void Required(ValidationErrors errors, bool isNew, params ReadOnlySpan<(string Field, object? Value)> fields)
    {
        foreach (var (field, value) in fields)
        {
            if (isNew && value is null)
            {
                errors.Add(field, "is required");
            }
        }
    }

    private static void Required<T>(ValidationErrors errors, bool isNew, Optional<T?> sent, string field)
    {
        if (sent.IsSet ? sent.Value is null : isNew)
        {
            errors.Add(field, "is required");
        }
    }

    private static void Money(ValidationErrors errors, string field, decimal? value, decimal below, decimal least)
    {
        if (value is not { } amount)
        {
            return;
        }

        if (amount < least || amount >= below || amount == least && least < 0)
        {
            errors.Add(field, least < 0 ? $"is {amount}; it must be between {least:0} and {below:0}" : $"is {amount}; it must be from {least:0} and below {below:0}");
        }

        if (decimal.Round(amount, 2) != amount)
        {
            errors.Add(field, $"is {amount}; it has at most two decimals");
        }
    }
}
