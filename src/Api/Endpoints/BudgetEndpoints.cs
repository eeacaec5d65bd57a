using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>The budget of a project: its figures, and the allocations and timesheets beneath.</summary>
internal sealed class BudgetEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var budget = api.MapGroup("/projects/{projectId:guid}/budget").WithTags("Budget");
        budget.Get("", Figures).Op("getBudget", "Returns the figures of a project's budget", Permission.View);
        budget.Get("/allocations", Allocations).Op("listAllocations", "Lists what was allocated", Permission.View);
        budget.Get("/allocations/{allocationId:guid}", GetAllocation).Op("getAllocation", "Returns an allocation", Permission.View);
        budget.Post("/allocations", AddAllocation).Op("addAllocation", "Allocates money", Permission.ManageProject);
        budget.Put("/allocations/{allocationId:guid}", UpdateAllocation).Op("updateAllocation", "Changes the fields sent", Permission.ManageProject);
        budget.Delete("/allocations/{allocationId:guid}", DeleteAllocation).Op("deleteAllocation", "Removes an allocation", Permission.ManageProject);
        budget.Get("/timesheets", Timesheets)
            .Op("listTimesheets", "Lists timesheet entries, rates included", Permission.CreateItems).Query(Parameters.TimesheetFormat)
            .Returns<TimesheetList>();
        budget.Get("/timesheets/{timesheetId:guid}", GetTimesheet)
            .Op("getTimesheet", "Returns a timesheet entry, its rate included", Permission.CreateItems);
        budget.Post("/timesheets", AddTimesheet).Op("addTimesheet", "Adds a timesheet entry", Permission.ManageProject);
        budget.Put("/timesheets/{timesheetId:guid}", UpdateTimesheet).Op("updateTimesheet", "Changes the fields sent", Permission.ManageProject);
        budget.Delete("/timesheets/{timesheetId:guid}", DeleteTimesheet).Op("deleteTimesheet", "Removes a timesheet entry", Permission.ManageProject);
    }

    private Task<BudgetFigures> Figures(HttpContext http, Guid projectId) => Budget(http, projectId).Figures(http.Caller());

    private Task<AllocationList> Allocations(HttpContext http, Guid projectId) => Budget(http, projectId).Allocations(http.Caller());

    private Task<Allocation> GetAllocation(HttpContext http, Guid projectId, Guid allocationId) =>
        Budget(http, projectId).GetAllocation(http.Caller(), allocationId);

    private async Task<Created<Allocation>> AddAllocation(HttpContext http, Guid projectId, Body<AllocationInput> body) =>
        TypedResults.Created((string?)null, await Budget(http, projectId).AddAllocation(http.Change(), body.Value));

    private Task<Allocation> UpdateAllocation(HttpContext http, Guid projectId, Guid allocationId, Body<AllocationInput> body) =>
        Budget(http, projectId).UpdateAllocation(http.Change(), allocationId, body.Value);

    private async Task<NoContent> DeleteAllocation(HttpContext http, Guid projectId, Guid allocationId)
    {
        await Budget(http, projectId).DeleteAllocation(http.Change(), allocationId);
        return TypedResults.NoContent();
    }

    private async Task<IResult> Timesheets(HttpContext http, Guid projectId)
    {
        var query = new QueryReader(http.Request);
        var format = query.OneOf("format", "json", "csv");
        query.ThrowIfWrong();
        return format == "json"
            ? TypedResults.Ok(await Budget(http, projectId).Timesheets(http.Caller()))
            : Downloads.Text(http, await Budget(http, projectId).TimesheetsAsCsv(http.Caller()), $"Timesheets-{projectId}.csv", TextUpload.Csv);
    }

    private Task<Timesheet> GetTimesheet(HttpContext http, Guid projectId, Guid timesheetId) =>
        Budget(http, projectId).GetTimesheet(http.Caller(), timesheetId);

    private async Task<Created<Timesheet>> AddTimesheet(HttpContext http, Guid projectId, Body<TimesheetInput> body) =>
        TypedResults.Created((string?)null, await Budget(http, projectId).AddTimesheet(http.Change(), body.Value));

    private Task<Timesheet> UpdateTimesheet(HttpContext http, Guid projectId, Guid timesheetId, Body<TimesheetInput> body) =>
        Budget(http, projectId).UpdateTimesheet(http.Change(), timesheetId, body.Value);

    private async Task<NoContent> DeleteTimesheet(HttpContext http, Guid projectId, Guid timesheetId)
    {
        await Budget(http, projectId).DeleteTimesheet(http.Change(), timesheetId);
        return TypedResults.NoContent();
    }

    private IBudgetGrain Budget(HttpContext http, Guid projectId) => grains.Budget(http.Caller().OrganizationId, projectId);
}
