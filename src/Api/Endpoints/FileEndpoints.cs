using System.Net.Mime;
using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Endpoints;

/// <summary>Projects as v1 files: import and export.</summary>
internal sealed class FileEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Import and export");
        projects.Get("/{projectId:guid}/export", Export)
            .Op("exportProject", "Returns a project as a file: v1, spreadsheet or report", Permission.View).Query(Parameters.Export)
            .Produces<string>(StatusCodes.Status200OK, YamlUpload.ContentType, MediaTypeNames.Text.Csv, MediaTypeNames.Text.Markdown);
        projects.Post("/import", Import)
            .Op("importProject", "Makes a new project of a v1 file, all or nothing", Permission.CreateProject).Query(Parameters.DryRun)
            .Accepts<string>(YamlUpload.ContentType, YamlUpload.OtherTypes)
            .Returns<ImportReport>(StatusCodes.Status201Created).Returns<ImportReport>()
            .TakesUpTo(YamlUpload.MaxRequestBytes);
    }

    private async Task<PiecesResult<ExportPiece>> Export(HttpContext http, Guid projectId)
    {
        var query = Queries.Export(http.Request);
        var caller = http.Caller();
        var project = grains.Project(caller.OrganizationId, projectId);
        var (type, ending) = TypeOf(query.Format);
        return new(
            type, $"RAID-Log-{projectId}.{ending}", await project.Export(caller, query, null), piece => piece.Content,
            async piece => piece.Next is { } position ? await project.Export(caller, query, position) : null);
    }

    private static (string Type, string Ending) TypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => (MediaTypeNames.Text.Csv, "csv"),
        ExportFormat.Markdown => (MediaTypeNames.Text.Markdown, "md"),
        _ => (YamlUpload.ContentType, "yaml"),
    };

    private async Task<IResult> Import(HttpContext http)
    {
        var query = new QueryReader(http.Request);
        var dryRun = query.Flag("dry_run") ?? false;
        query.ThrowIfWrong();
        var yaml = await YamlUpload.ReadAsync(http);
        var report = await grains.Projects(http.Caller().OrganizationId).Import(http.Change(), yaml, dryRun);
        return dryRun ? TypedResults.Ok(report)
            : report.Project is not null ? TypedResults.Created((string?)null, report)
            : throw new RefusedImportException(report);
    }
}
