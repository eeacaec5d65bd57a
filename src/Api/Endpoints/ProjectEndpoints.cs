using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>The projects of the token's organization.</summary>
internal sealed class ProjectEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects");
        projects.Get("", List).Op("listProjects", "Lists the projects that the caller may see", Permission.OrgMember);
        projects.Post("", Create).Op("createProject", "Creates a project", Permission.CreateProject).Returns<Project>(StatusCodes.Status201Created);
        projects.Get("/deleted", Deleted).Op("listDeletedProjects", "Lists the projects that the caller may restore", Permission.OrgMember);
        projects.Post("/{projectId:guid}/restore", Restore)
            .Op("restoreProject", "Brings a deleted project back, within 30 days", Permission.AdministerProject).Returns<Project>();
        projects.Get("/{projectId:guid}", Get).Op("getProject", "Returns a project", Permission.View).Returns<Project>().TakesIfNoneMatch();
        projects.Put("/{projectId:guid}", Update).Op("updateProject", "Changes the fields sent", Permission.ManageProject).Returns<Project>();
        projects.Delete("/{projectId:guid}", Delete).Op("deleteProject", "Deletes a project", Permission.AdministerProject);
        projects.Post("/{projectId:guid}/update-indicators", UpdateIndicators)
            .Op("updateIndicators", "Refreshes the stored indicators", Permission.EditItems);
        projects.Get("/{projectId:guid}/activity", Activity)
            .Op("getActivity", "Lists what was done in a project, newest first", Permission.View).Query(Parameters.Activity);
    }

    private Task<ProjectList> List(HttpContext http) => grains.Projects(http.Caller().OrganizationId).List(http.Caller());

    private async Task<RenderedResult> Create(HttpContext http, Body<ProjectInput> body) =>
        new(await grains.Projects(http.Caller().OrganizationId).Create(http.Change(), body.Value), StatusCodes.Status201Created);

    private async Task<RenderedResult> Get(HttpContext http, Guid projectId)
    {
        var caller = http.Caller();
        return new(await grains.Project(caller.OrganizationId, projectId).Get(caller));
    }

    private async Task<RenderedResult> Update(HttpContext http, Guid projectId, Body<ProjectInput> body) =>
        new(await Project(http, projectId).Update(http.Change(), body.Value));

    private Task<DeletedProjectList> Deleted(HttpContext http) => grains.Projects(http.Caller().OrganizationId).Deleted(http.Caller());

    private async Task<RenderedResult> Restore(HttpContext http, Guid projectId) => new(await Project(http, projectId).Restore(http.Change()));

    private async Task<NoContent> Delete(HttpContext http, Guid projectId)
    {
        await Project(http, projectId).Delete(http.Change());
        return TypedResults.NoContent();
    }

    private async Task<UpdatedCount> UpdateIndicators(HttpContext http, Guid projectId) =>
        new(await Project(http, projectId).UpdateIndicators(http.Change()));

    private Task<ActivityPage> Activity(HttpContext http, Guid projectId) =>
        Project(http, projectId).Activity(http.Caller(), Queries.Activity(http.Request));

    private IProjectGrain Project(HttpContext http, Guid projectId) => grains.Project(http.Caller().OrganizationId, projectId);
}
