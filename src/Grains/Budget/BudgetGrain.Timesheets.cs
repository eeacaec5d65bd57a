using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Budget.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Budget;

// The timesheet entries of the project.
internal sealed partial class BudgetGrain
{
    /// <inheritdoc/>
    public async Task<TimesheetList> Timesheets(Caller caller)
    {
        await Authorize(caller, Permission.CreateItems);
        await Contents();
        var rows = await Entries();
        return new(rows, rows.Count);
    }

    /// <inheritdoc/>
    public async Task<Timesheet> GetTimesheet(Caller caller, Guid timesheetId)
    {
        await Authorize(caller, Permission.CreateItems);
        return await FindTimesheet(timesheetId);
    }

    /// <inheritdoc/>
    public async Task<Timesheet> AddTimesheet(Change change, TimesheetInput input)
    {
        await Authorize(change.Caller, Permission.ManageProject);
        return await _answers.Once(change, StoredBudget.Timesheet, () =>
        {
            BudgetChecks.Check(input, isNew: true);
            return Save(change, new Timesheet(Ids.Next(), _projectId, null, default, "", 0, 0, 0, true, default), input);
        });
    }

    /// <inheritdoc/>
    public async Task<Timesheet> UpdateTimesheet(Change change, Guid timesheetId, TimesheetInput input)
    {
        await Authorize(change.Caller, Permission.ManageProject);
        return await _turns.Run(timesheetId, async () =>
        {
            var before = await FindTimesheet(timesheetId);
            BudgetChecks.Check(input, isNew: false);
            return await Save(change, before, input);
        });
    }

    /// <inheritdoc/>
    public async Task DeleteTimesheet(Change change, Guid timesheetId)
    {
        await Authorize(change.Caller, Permission.ManageProject);
        var write = new DeleteTimesheet(await FindTimesheet(timesheetId)) { Context = WriteContext.Of(change) };
        _ = await Commit(write, "delete") ?? throw Error.NotFound("timesheet entry", timesheetId);
    }

    private async Task<Timesheet> Save(Change change, Timesheet before, TimesheetInput input)
    {
        await Contents();
        var wanted = before with
        {
            WeekEnding = input.WeekEnding ?? before.WeekEnding,
            ResourceName = input.ResourceName ?? before.ResourceName,
            Hours = BudgetRules.Cents(input.Hours ?? before.Hours),
            CompleteWeek = input.CompleteWeek ?? before.CompleteWeek,
        };
        wanted = await Rated(wanted, input.Rate, isNew: before.CreatedAt == default);
        var write = new SaveTimesheet(wanted, IsNew: before.CreatedAt == default) { Context = WriteContext.Of(change) };
        return await Commit(write, write.IsNew ? "create" : "update") ?? throw Error.NotFound("timesheet entry", before.Id);
    }

    // Viewers do not see timesheets.
    private async Task<Timesheet?> Commit(TimesheetWrite write, string action)
    {
        var committed = await _org.Execute(write);
        await Tell(committed?.Project, "timesheet", write.Timesheet.Id, action, forViewers: false);
        return committed?.Timesheet;
    }

    // The rate that was sent, else for a new entry that of the resource on the week's date; an entry that is there keeps its own.
    private async Task<Timesheet> Rated(Timesheet entry, decimal? sent, bool isNew)
    {
        if (sent is null && isNew)
        {
            var cards = (await _org.Query(new ListRateCards()))!.Items;
            var card = RateLookup.Find(cards, entry.ResourceName, entry.WeekEnding)
                ?? throw Error.Invalid("rate", $"is required: {entry.ResourceName} has no rate on {entry.WeekEnding:yyyy-MM-dd}");
            return entry with { RateCardId = card.Id, Rate = card.HourlyRate, Cost = BudgetChecks.Cost(entry.Hours, card.HourlyRate) };
        }

        var rate = BudgetRules.Cents(sent ?? entry.Rate);
        return entry with { RateCardId = sent is null ? entry.RateCardId : null, Rate = rate, Cost = BudgetChecks.Cost(entry.Hours, rate) };
    }

    private async Task<Timesheet> FindTimesheet(Guid id) =>
        await _org.Query(new FindTimesheet(_projectId, id)) ?? throw Error.NotFound("timesheet entry", id);

    private async Task<IReadOnlyList<Timesheet>> Entries() => (await _org.Query(new ListTimesheets(_projectId)))!.Items;
}
