using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>The workstreams of a project.</summary>
internal sealed class WorkstreamEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var workstreams = api.MapGroup("/projects/{projectId:guid}/workstreams").WithTags("Workstreams");
        workstreams.Get("", List).Op("listWorkstreams", "Lists the workstreams in their order", Permission.View);
        workstreams.Get("/{workstreamId:guid}", Get).Op("getWorkstream", "Returns a workstream", Permission.View);
        workstreams.Post("", Create).Op("createWorkstream", "Adds a workstream", Permission.ManageProject);
        workstreams.Put("/reorder", Reorder).Op("putWorkstreamOrder", "Sets the order of all workstreams", Permission.ManageProject);
        workstreams.Post("/reorder", Reorder).Op("reorderWorkstreams", "Sets the order of all workstreams", Permission.ManageProject);
        workstreams.Put("/{workstreamId:guid}", Update).Op("updateWorkstream", "Renames or moves a workstream", Permission.ManageProject);
        workstreams.Delete("/{workstreamId:guid}", Delete)
            .Op("deleteWorkstream", "Removes a workstream; its items stay, without one", Permission.ManageProject);
    }

    private Task<WorkstreamList> List(HttpContext http, Guid projectId) => Project(http, projectId).ListWorkstreams(http.Caller());

    private async Task<Workstream> Get(HttpContext http, Guid projectId, Guid workstreamId) =>
        (await List(http, projectId)).Workstreams.FirstOrDefault(w => w.Id == workstreamId) ?? throw Error.NotFound("workstream", workstreamId);

    private async Task<Created<Workstream>> Create(HttpContext http, Guid projectId, Body<WorkstreamInput> body) =>
        TypedResults.Created((string?)null, await Project(http, projectId).CreateWorkstream(http.Change(), body.Value));

    private Task<WorkstreamList> Reorder(HttpContext http, Guid projectId, Body<WorkstreamOrder> body) =>
        Project(http, projectId).ReorderWorkstreams(
            http.Change(), body.Value.WorkstreamIds ?? throw Error.Invalid("workstream_ids", "is required"));

    private Task<Workstream> Update(HttpContext http, Guid projectId, Guid workstreamId, Body<WorkstreamInput> body) =>
        Project(http, projectId).UpdateWorkstream(http.Change(), workstreamId, body.Value);

    private async Task<NoContent> Delete(HttpContext http, Guid projectId, Guid workstreamId)
    {
        await Project(http, projectId).DeleteWorkstream(http.Change(), workstreamId);
        return TypedResults.NoContent();
    }

    private IProjectWorkstreams Project(HttpContext http, Guid projectId) => grains.Project(http.Caller().OrganizationId, projectId);
}
