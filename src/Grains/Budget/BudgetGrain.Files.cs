using System.Text.Json;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Json;
using BraidMgr.Grains.Budget.Files;
using BraidMgr.Grains.Budget.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Budget;

// The budget as files: timesheets as CSV, all of it as a v1 file.
internal sealed partial class BudgetGrain
{
    private static readonly Guid ImportTurn = Guid.Empty;

    /// <inheritdoc/>
    public async Task<string> TimesheetsAsCsv(Caller caller) => TimesheetCsv.Write((await Timesheets(caller)).Timesheets);

    /// <inheritdoc/>
    public async Task<BudgetImportReport> ImportTimesheets(Change change, string csv, bool dryRun)
    {
        await Authorize(change.Caller, Permission.ManageProject);
        await Contents();
        return await ImportOnce(change, async problems =>
        {
            var lines = TimesheetCsv.Read(csv, problems);
            var import = new BudgetImport(_projectId, (await _org.Query(new ListRateCards()))!.Items, problems);
            return new([], [], import.Timesheets(lines, await Entries(), "resource_name"));
        }, dryRun);
    }

    /// <inheritdoc/>
    public async Task<BudgetImportReport> Import(Change change, string yaml, bool dryRun)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        var budget = await Contents();
        return await ImportOnce(change, async problems =>
        {
            var file = new BudgetFileReader(problems).Read(yaml);
            var import = new BudgetImport(_projectId, (await _org.Query(new ListRateCards()))!.Items, problems);
            var first = BudgetImport.FirstDay(budget.ProjectStart, file.Timesheets, access.Today);
            var cards = import.RateCards(file.RateCard, first, access.OrgRole >= OrgRole.Admin);
            var allocations = file.Ledger.Select(l => new Allocation(Ids.Next(), _projectId, null, BudgetRules.Cents(l.Amount), l.Date, null, l.Note, default));
            return new([.. allocations], cards, import.Timesheets(file.Timesheets, await Entries(), "timesheet_data.resource"));
        }, dryRun);
    }

    /// <inheritdoc/>
    public async Task<string> Export(Caller caller)
    {
        await Authorize(caller, Permission.CreateItems);
        var budget = await Contents();
        var entries = await Entries();
        var resources = entries.Select(t => t.ResourceName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var cards = (await _org.Query(new ListRateCards()))!.Items.Where(card => resources.Contains(card.ResourceName));
        var allocations = (await _org.Query(new ListAllocations(_projectId)))!.Items;
        return BudgetFileWriter.Write(new BudgetFile
        {
            ProjectName = budget.ProjectName,
            RateCard = [.. cards.Select(c => new FileRate(0, c.ResourceName, c.Geography, c.HourlyRate, c.EffectiveTo))],
            Ledger = [.. allocations.Select(a => new LedgerLine(a.Amount, a.PeriodStart, a.Notes))],
            Timesheets = [.. entries.Select(t => new TimesheetLine(0, t.WeekEnding, t.ResourceName, t.Hours, t.Rate, t.Cost, t.CompleteWeek))],
        });
    }

    // One import at a time: each sees what the one before it entered.
    private Task<BudgetImportReport> ImportOnce(Change change, Func<ProblemList, Task<BudgetImportRows>> read, bool dryRun) =>
        _answers.Once(change, StoredBudget.Report, () => _turns.Run(ImportTurn, async () =>
        {
            var problems = new ProblemList();
            var rows = await read(problems);
            var report = new BudgetImportReport(dryRun, rows.Allocations.Count, rows.Timesheets.Count, rows.RateCards.Count, problems.InOrder());
            if (!dryRun && !problems.HasErrors)
            {
                await Store(change, rows, report);
            }

            return report;
        }));

    private async Task Store(Change change, BudgetImportRows rows, BudgetImportReport report)
    {
        var write = new ImportBudget
        {
            Context = WriteContext.Of(change),
            ProjectId = _projectId,
            Allocations = rows.Allocations,
            RateCards = rows.RateCards,
            Timesheets = rows.Timesheets,
            Answer = JsonSerializer.Serialize(report, BraidJson.Default.BudgetImportReport),
        };
        var imported = await _org.Execute(write) ?? throw Error.NotFound("project", _projectId);
        await Tell(imported.Project, "budget", _projectId, "import");
    }
}

/// <summary>What an import adds.</summary>
internal sealed record BudgetImportRows(IReadOnlyList<Allocation> Allocations, IReadOnlyList<RateCard> RateCards, IReadOnlyList<Timesheet> Timesheets);
