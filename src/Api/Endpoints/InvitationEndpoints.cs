using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>Who is invited to the organization, and joining it.</summary>
internal sealed class InvitationEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var invitations = api.MapGroup("/orgs/current/invitations").WithTags("Organizations");
        invitations.Get("", List).Op("listInvitations", "Lists the invitations that can still be used", Permission.OrgAdmin);
        invitations.Post("", Invite).Op("invite", "Mails an invitation to an address", Permission.OrgAdmin);
        invitations.Delete("/{invitationId:guid}", Withdraw).Op("withdrawInvitation", "Withdraws an invitation", Permission.OrgAdmin);
        api.MapGroup("/invitations").WithTags("Organizations")
            .Post("/accept", Accept).Op("acceptInvitation", "Joins the organization that invited one's address", Permission.Self);
    }

    private Task<InvitationList> List(HttpContext http) => Access(http).Invitations(http.Caller());

    private async Task<Created<Invitation>> Invite(HttpContext http, Body<NewInvitation> body) =>
        TypedResults.Created((string?)null, await Access(http).Invite(http.Change(), body.Value));

    private async Task<NoContent> Withdraw(HttpContext http, Guid invitationId)
    {
        await Access(http).WithdrawInvitation(http.Change(), invitationId);
        return TypedResults.NoContent();
    }

    private Task<MyOrganization> Accept(HttpContext http, Body<TokenBody> body) => grains.User(http.Caller().UserId)
        .AcceptInvitation(http.Change(), body.Value.Token ?? throw Error.Invalid("token", "is required"));

    private IAccessGrain Access(HttpContext http) => grains.Access(http.Caller().OrganizationId);
}
