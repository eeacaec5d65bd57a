using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>Projects as v1 files: import and export.</summary>
internal sealed class FileEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Import and export");
        projects.Get("/{projectId:guid}/export", Export)
            .Op("exportProject", "Returns a project as a v1 file", Permission.View).Query(Parameters.Format)
            .Produces<string>(StatusCodes.Status200OK, YamlUpload.ContentType);
        projects.Post("/import", Import)
            .Op("importProject", "Makes a new project of a v1 file, all or nothing", Permission.CreateProject).Query(Parameters.DryRun)
            .Accepts<string>(YamlUpload.ContentType, YamlUpload.OtherTypes)
            .Returns<ImportReport>(StatusCodes.Status201Created).Returns<ImportReport>()
            .TakesUpTo(YamlUpload.MaxRequestBytes);
    }

    private async Task<ContentHttpResult> Export(HttpContext http, Guid projectId)
    {
        var query = new QueryReader(http.Request);
        query.OneOf("format", "yaml");
        query.ThrowIfWrong();
        var yaml = await grains.Project(http.Caller().OrganizationId, projectId).Export(http.Caller());
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"RAID-Log-{projectId}.yaml\"";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(yaml, YamlUpload.ContentType + "; charset=utf-8");
    }

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
