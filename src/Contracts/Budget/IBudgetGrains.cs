using BraidMgr.Contracts.Access;
using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Budget;

/// <summary>
/// The budget of one project (key: organization and project): allocations, timesheets, and the figures made of them. NOT_FOUND for
/// a caller without a role in the project.
/// </summary>
[Alias("braid.budget-grain"), Version(2)]
public interface IBudgetGrain : IGrainWithStringKey
{
    /// <summary>The figures. Permission: view; viewers see no hours.</summary>
    Task<BudgetFigures> Figures(Caller caller);

    /// <summary>What was allocated. Permission: view.</summary>
    Task<AllocationList> Allocations(Caller caller);

    /// <summary>One allocation. Permission: view.</summary>
    Task<Allocation> GetAllocation(Caller caller, Guid allocationId);

    /// <summary>Allocates money. Permission: manage_project.</summary>
    Task<Allocation> AddAllocation(Change change, AllocationInput input);

    /// <summary>Changes the fields sent. Permission: manage_project.</summary>
    Task<Allocation> UpdateAllocation(Change change, Guid allocationId, AllocationInput input);

    /// <summary>Removes an allocation. Permission: manage_project.</summary>
    Task DeleteAllocation(Change change, Guid allocationId);

    /// <summary>The timesheet entries, rates included. Permission: create_items.</summary>
    Task<TimesheetList> Timesheets(Caller caller);

    /// <summary>One timesheet entry, its rate included. Permission: create_items.</summary>
    Task<Timesheet> GetTimesheet(Caller caller, Guid timesheetId);

    /// <summary>The timesheet entries as CSV. Permission: create_items.</summary>
    Task<string> TimesheetsAsCsv(Caller caller);

    /// <summary>Adds an entry. Permission: manage_project.</summary>
    Task<Timesheet> AddTimesheet(Change change, TimesheetInput input);

    /// <summary>Changes the fields sent. Permission: manage_project.</summary>
    Task<Timesheet> UpdateTimesheet(Change change, Guid timesheetId, TimesheetInput input);

    /// <summary>Removes an entry. Permission: manage_project.</summary>
    Task DeleteTimesheet(Change change, Guid timesheetId);

    /// <summary>Adds the entries of a CSV file, all or none. Permission: manage_project.</summary>
    Task<BudgetImportReport> ImportTimesheets(Change change, string csv, bool dryRun);

    /// <summary>The budget as a v1 file. Permission: create_items.</summary>
    Task<string> Export(Caller caller);

    /// <summary>Adds what a v1 budget file holds, all or nothing; its rate cards need an organization admin. Permission: manage_project.</summary>
    Task<BudgetImportReport> Import(Change change, string yaml, bool dryRun);
}

/// <summary>What resources cost, in all of one organization (key: its id). Organization admins.</summary>
[Alias("braid.rate-cards-grain"), Version(2)]
public interface IRateCardsGrain : IGrainWithGuidKey
{
    /// <summary>All rate cards, by resource and day.</summary>
    Task<RateCardList> List(Caller caller);

    /// <summary>One rate card.</summary>
    Task<RateCard> Get(Caller caller, Guid rateCardId);

    /// <summary>Adds a rate. CONFLICT when the resource has another one in that time.</summary>
    Task<RateCard> Add(Change change, RateCardInput input);

    /// <summary>Changes the fields sent; what was entered at the old rate stays as it was.</summary>
    Task<RateCard> Update(Change change, Guid rateCardId, RateCardInput input);

    /// <summary>Removes a rate; what was entered at it stays as it was.</summary>
    Task Delete(Change change, Guid rateCardId);
}
