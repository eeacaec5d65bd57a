using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>One's organizations, the current one, and its members.</summary>
internal sealed class OrganizationEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var orgs = api.MapGroup("/orgs").WithTags("Organizations");
        orgs.Get("", List).Op("listOrganizations", "Lists one's organizations", Permission.Self);
        orgs.Post("", Create).Op("createOrganization", "Creates an organization with a database of its own", Permission.Self);
        orgs.Get("/current", Current).Op("getOrganization", "Returns the token's organization", Permission.OrgMember);
        orgs.Put("/current", Update).Op("updateOrganization", "Changes name and settings", Permission.OrgAdmin);
        orgs.Delete("/current", Delete)
            .Op("deleteOrganization", "Suspends the organization, and removes it after a grace period", Permission.OrgOwner)
            .Returns<OrganizationDeletion>(StatusCodes.Status202Accepted);
        orgs.Get("/current/audit", Audit)
            .Op("getAudit", "Lists what was done in the organization and about it, newest first", Permission.OrgAdmin).Query(Parameters.Activity);

        var members = orgs.MapGroup("/current/members");
        members.Get("", Members).Op("listMembers", "Lists the organization's members", Permission.OrgMember);
        members.Get("/{userId:guid}", GetMember).Op("getMember", "Returns a member of the organization", Permission.OrgMember);
        members.Post("", AddMember).Op("addMember", "Makes a registered person a member", Permission.OrgAdmin);
        members.Put("/{userId:guid}", ChangeMember).Op("changeMember", "Changes a member's role, deactivates or activates them", Permission.OrgAdmin);
        members.Delete("/{userId:guid}", RemoveMember)
            .Op("removeMember", "Ends a membership: one's own, or as admin another's", Permission.OrgAdmin);
    }

    private async Task<OrganizationList> List(HttpContext http)
    {
        var mine = await grains.User(http.Caller().UserId).Organizations(http.Caller());
        return new(mine, mine.Count);
    }

    private async Task<Created<MyOrganization>> Create(HttpContext http, Body<NewOrganization> body) =>
        TypedResults.Created((string?)null, await grains.User(http.Caller().UserId).CreateOrganization(http.Change(), body.Value));

    private Task<Organization> Current(HttpContext http) => Access(http).Current(http.Caller());

    private Task<Organization> Update(HttpContext http, Body<OrganizationChanges> body) => Access(http).Update(http.Change(), body.Value);

    private async Task<Accepted<OrganizationDeletion>> Delete(HttpContext http) =>
        TypedResults.Accepted((string?)null, await Organization(http).Delete(http.Change()));

    private Task<AuditPage> Audit(HttpContext http) => Organization(http).Audit(http.Caller(), Queries.Activity(http.Request));

    private async Task<MemberList> Members(HttpContext http)
    {
        var members = await Access(http).Members(http.Caller());
        return new(members, members.Count);
    }

    private async Task<Member> GetMember(HttpContext http, Guid userId) =>
        (await Members(http)).Members.FirstOrDefault(m => m.UserId == userId) ?? throw Error.NotFound("member", userId);

    private async Task<Created<Member>> AddMember(HttpContext http, Body<NewMember> body) =>
        TypedResults.Created((string?)null, await Access(http).AddMember(http.Change(), body.Value));

    private Task<Member> ChangeMember(HttpContext http, Guid userId, Body<MemberChanges> body) =>
        Access(http).ChangeMember(http.Change(), userId, body.Value);

    private async Task<NoContent> RemoveMember(HttpContext http, Guid userId)
    {
        await Access(http).RemoveMember(http.Change(), userId);
        return TypedResults.NoContent();
    }

    private IAccessGrain Access(HttpContext http) => grains.Access(http.Caller().OrganizationId);

    private IOrganizationGrain Organization(HttpContext http) => grains.Organization(http.Caller().OrganizationId);
}
