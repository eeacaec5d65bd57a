using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>The roles that people have in a project.</summary>
internal sealed class ProjectMemberEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/projects/{projectId:guid}/members").WithTags("Project members");
        members.Get("", List).Op("listProjectMembers", "Lists the roles given in a project", Permission.View);
        members.Get("/{userId:guid}", Get).Op("getProjectMember", "Returns the role that somebody has in a project", Permission.View);
        members.Put("/{userId:guid}", Set).Op("setProjectRole", "Gives a member a role in a project", Permission.AdministerProject);
        members.Delete("/{userId:guid}", Remove)
            .Op("removeProjectRole", "Takes a member's role in a project away", Permission.AdministerProject);
    }

    private async Task<ProjectMemberList> List(HttpContext http, Guid projectId)
    {
        var members = await Access(http).ProjectMembers(http.Caller(), projectId);
        return new(members, members.Count);
    }

    private async Task<ProjectMember> Get(HttpContext http, Guid projectId, Guid userId) =>
        (await List(http, projectId)).Members.FirstOrDefault(m => m.UserId == userId) ?? throw Error.NotFound("project role of", userId);

    private Task<ProjectMember> Set(HttpContext http, Guid projectId, Guid userId, Body<ProjectRoleBody> body) =>
        Access(http).SetProjectRole(http.Change(), projectId, userId, body.Value.Role ?? throw Error.Invalid("role", "is required"));

    private async Task<NoContent> Remove(HttpContext http, Guid projectId, Guid userId)
    {
        await Access(http).RemoveProjectRole(http.Change(), projectId, userId);
        return TypedResults.NoContent();
    }

    private IAccessGrain Access(HttpContext http) => grains.Access(http.Caller().OrganizationId);
}
