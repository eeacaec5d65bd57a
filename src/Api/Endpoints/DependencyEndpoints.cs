using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>What the items of a project wait for; <c>{dependency}</c> is an item's number or its id.</summary>
internal sealed class DependencyEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var dependencies = api.MapGroup("/projects/{projectId:guid}/items/{item}/dependencies").WithTags("Dependencies");
        dependencies.Get("", List).Op("listDependencies", "Lists what an item waits for, and what waits for it", Permission.View);
        dependencies.Post("", Add).Op("addDependency", "Makes an item wait for another of its project", Permission.EditItems);
        dependencies.Delete("/{dependency}", Remove).Op("removeDependency", "Lets an item wait no longer for another", Permission.EditItems);
        api.MapGroup("/projects/{projectId:guid}/critical-path").WithTags("Dependencies")
            .Get("", CriticalPath).Op("getCriticalPath", "Lists the items that decide when the project is done", Permission.View);
    }

    private Task<DependencyList> List(HttpContext http, Guid projectId, string item) =>
        Project(http, projectId).ListDependencies(http.Caller(), ItemRef.Parse(item));

    private async Task<Created<Dependency>> Add(HttpContext http, Guid projectId, string item, Body<DependencyInput> body) =>
        TypedResults.Created((string?)null, await Project(http, projectId).AddDependency(http.Change(), ItemRef.Parse(item), body.Value));

    private async Task<NoContent> Remove(HttpContext http, Guid projectId, string item, string dependency)
    {
        await Project(http, projectId).RemoveDependency(http.Change(), ItemRef.Parse(item), ItemRef.Parse(dependency));
        return TypedResults.NoContent();
    }

    private Task<CriticalPath> CriticalPath(HttpContext http, Guid projectId) => Project(http, projectId).CriticalPath(http.Caller());

    private IProjectDependencies Project(HttpContext http, Guid projectId) => grains.Project(http.Caller().OrganizationId, projectId);
}
