using System.Globalization;
using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Budget.Files;

/// <summary>Makes rows of what a file holds, and reports what cannot be.</summary>
internal sealed class BudgetImport(Guid projectId, IReadOnlyList<RateCard> known, ProblemList problems)
{
    private const int DaysBefore = 6;

    private readonly List<RateCard> _cards = [.. known];

    /// <summary>Rate cards that are new; a resource that has rates keeps them.</summary>
    /// <param name="rates">Of the file.</param>
    /// <param name="first">The first day of the first of a resource's rates.</param>
    /// <param name="mayAdd">Only organization admins add rates.</param>
    public List<RateCard> RateCards(IReadOnlyList<FileRate> rates, DateOnly first, bool mayAdd)
    {
        var added = new List<RateCard>();
        foreach (var resource in rates.Where(r => r.Resource.Length > 0).GroupBy(r => r.Resource, StringComparer.OrdinalIgnoreCase))
        {
            var has = known.Any(card => card.ResourceName.Equals(resource.Key, StringComparison.OrdinalIgnoreCase));
            if (has || !mayAdd)
            {
                problems.Warn(
                    null, "rate_card.resource", resource.Key, has ? "has rates already and keeps them" : "is left out: admins of the organization keep rate cards",
                    resource.First().Line);
            }
            else
            {
                added.AddRange(InTurn([.. resource.OrderBy(r => r.RollOff ?? DateOnly.MaxValue)], first));
            }
        }

        _cards.AddRange(added);
        return added;
    }

    /// <summary>The day from which the rates of a file hold: v1 does not say it.</summary>
    public static DateOnly FirstDay(DateOnly? projectStart, IReadOnlyList<TimesheetLine> lines, DateOnly today)
    {
        var first = lines.Count == 0 ? today : lines.Min(l => l.WeekEnding);
        first = first.DayNumber > DaysBefore ? first.AddDays(-DaysBefore) : first;
        return projectStart < first ? projectStart.Value : first;
    }

    /// <summary>Entries of the lines; one of a week in which the resource has an entry already is refused, so that no file counts twice.</summary>
    public List<Timesheet> Timesheets(IReadOnlyList<TimesheetLine> lines, IReadOnlyList<Timesheet> there, string field)
    {
        var taken = there.Select(t => (t.WeekEnding, t.ResourceName.ToUpperInvariant())).ToHashSet();
        var entries = new List<Timesheet>();
        foreach (var line in lines)
        {
            if (taken.Contains((line.WeekEnding, line.Resource.ToUpperInvariant())))
            {
                problems.Error(null, field, line.Resource, $"has an entry for the week ending {line.WeekEnding:yyyy-MM-dd} already", line.Line);
            }
            else if (Entry(line, field) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private Timesheet? Entry(TimesheetLine line, string field)
    {
        var card = RateLookup.Find(_cards, line.Resource, line.WeekEnding);
        var rate = line.Rate ?? (line is { Cost: { } total, Hours: > 0 } ? BudgetRules.Cents(total / line.Hours) : card?.HourlyRate);
        if (rate is not { } by)
        {
            problems.Error(null, field, line.Resource, $"has no rate on {line.WeekEnding:yyyy-MM-dd}: send one, or add a rate card", line.Line);
            return null;
        }

        var cost = line.Cost ?? BudgetRules.Cents(line.Hours * by);
        if (cost >= BudgetChecks.MaxMoney || by >= BudgetChecks.MaxRate)
        {
            problems.Error(null, field, line.Resource, $"costs {cost}; it must stay below {BudgetChecks.MaxMoney:0}", line.Line);
            return null;
        }

        return new(
            Ids.Next(), projectId, card?.HourlyRate == by ? card.Id : null, line.WeekEnding, line.Resource, BudgetRules.Cents(line.Hours),
            BudgetRules.Cents(by), BudgetRules.Cents(cost), line.CompleteWeek, default);
    }

    // Each holds until its resource rolls off, and the next from then on.
    private IEnumerable<RateCard> InTurn(List<FileRate> rates, DateOnly? first)
    {
        foreach (var rate in rates)
        {
            if (first is not { } from)
            {
                problems.Warn(
                    null, "rate_card.rate", rate.Rate.ToString("0.00", CultureInfo.InvariantCulture),
                    "stands beside another rate of the resource that does not roll off; it is left out", rate.Line);
            }
            else if (rate.RollOff < from)
            {
                problems.Warn(null, "rate_card.roll_off_date", $"{rate.RollOff:yyyy-MM-dd}", "is before the rate begins; the rate is left out", rate.Line);
            }
            else
            {
                yield return new(Ids.Next(), rate.Resource, null, rate.Geography, BudgetRules.Cents(rate.Rate), from, rate.RollOff, default);
                first = rate.RollOff is { } last && last != DateOnly.MaxValue ? last.AddDays(1) : null;
            }
        }
    }
}
