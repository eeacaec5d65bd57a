using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Endpoints;

/// <summary>Budgets as files: timesheets as CSV in, all of a budget as a v1 file in and out.</summary>
internal sealed class BudgetFileEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var budget = api.MapGroup("/projects/{projectId:guid}/budget").WithTags("Budget");
        budget.Post("/timesheets/import", ImportTimesheets)
            .Op("importTimesheets", "Adds the timesheet entries of a CSV file, all or none", Permission.ManageProject).Query(Parameters.DryRun)
            .Accepts<string>(TextUpload.Csv, TextUpload.OtherCsv)
            .Returns<BudgetImportReport>(StatusCodes.Status201Created).Returns<BudgetImportReport>()
            .TakesUpTo(YamlUpload.MaxRequestBytes);
        budget.Get("/export", Export).Op("exportBudget", "Returns a budget as a v1 file", Permission.CreateItems)
            .Produces<string>(StatusCodes.Status200OK, YamlUpload.ContentType);
        budget.Post("/import", Import)
            .Op("importBudget", "Adds what a v1 budget file holds, all or nothing", Permission.ManageProject).Query(Parameters.DryRun)
            .Accepts<string>(YamlUpload.ContentType, YamlUpload.OtherTypes)
            .Returns<BudgetImportReport>(StatusCodes.Status201Created).Returns<BudgetImportReport>()
            .TakesUpTo(YamlUpload.MaxRequestBytes);
    }

    private async Task<IResult> ImportTimesheets(HttpContext http, Guid projectId)
    {
        var dryRun = DryRun(http);
        var csv = await TextUpload.ReadCsvAsync(http);
        return Answer(await Budget(http, projectId).ImportTimesheets(http.Change(), csv, dryRun));
    }

    private async Task<IResult> Import(HttpContext http, Guid projectId)
    {
        var dryRun = DryRun(http);
        var yaml = await YamlUpload.ReadAsync(http);
        return Answer(await Budget(http, projectId).Import(http.Change(), yaml, dryRun));
    }

    private async Task<IResult> Export(HttpContext http, Guid projectId)
    {
        var yaml = await Budget(http, projectId).Export(http.Caller());
        return Downloads.Text(http, yaml, $"Budget-{projectId}.yaml", YamlUpload.ContentType);
    }

    private static bool DryRun(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        var dryRun = query.Flag("dry_run") ?? false;
        query.ThrowIfWrong();
        return dryRun;
    }

    private static IResult Answer(BudgetImportReport report) => report.DryRun ? TypedResults.Ok(report)
        : report.Problems.Any(IsError) ? throw Refused(report)
        : TypedResults.Created((string?)null, report);

    // Line by line: lines[12].hours.
    private static BraidException Refused(BudgetImportReport report)
    {
        var errors = report.Problems.Where(IsError).ToList();
        return new(ErrorKind.Validation, $"Nothing was imported: {errors.Count} values of the file cannot be taken.")
        {
            Details = errors.GroupBy(FieldOf).ToDictionary(g => g.Key, g => g.Select(p => p.Reason).ToArray()),
        };
    }

    private static bool IsError(ImportProblem problem) => problem.Severity == "error";

    private static string FieldOf(ImportProblem problem) =>
        problem.Line is { } line ? FormattableString.Invariant($"lines[{line}].{problem.Field}") : problem.Field;

    private IBudgetGrain Budget(HttpContext http, Guid projectId) => grains.Budget(http.Caller().OrganizationId, projectId);
}
