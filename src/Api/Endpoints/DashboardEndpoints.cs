using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Endpoints;

/// <summary>The dashboard of a project.</summary>
internal sealed class DashboardEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/projects/{projectId:guid}/dashboard").WithTags("Projects")
            .Get("", Dashboard).Op("getDashboard", "Counts a project's items, what needs attention, and the budget", Permission.View);

    private Task<ProjectDashboard> Dashboard(HttpContext http, Guid projectId) =>
        grains.Project(http.Caller().OrganizationId, projectId).Dashboard(http.Caller());
}
