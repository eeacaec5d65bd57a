using System.Net.Mime;
using BraidMgr.Api.Auth;
using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Api.Endpoints;

/// <summary>The signed-in person: profile, password, sessions, and which organization to work in.</summary>
internal sealed class MeEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Authentication");
        auth.Get("/me", Get).Op("getMe", "Returns the signed-in person", Permission.Self);
        auth.Put("/me", Update).Op("updateMe", "Changes name and avatar", Permission.Self);
        auth.Get("/me/export", Export)
            .Op("exportMe", "Returns all that is stored about the person, as one JSON document", Permission.Self)
            .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Application.Json);
        auth.Post("/me/erase", Erase)
            .Op("eraseMe", "Erases the person, for good; not the last owner of an organization", Permission.Self, RouteGroup.Auth);
        auth.Put("/password", ChangePassword).Op("changePassword", "Changes the password and ends all sessions", Permission.Self, RouteGroup.Auth);
        auth.Post("/logout-everywhere", LogoutEverywhere)
            .Op("logoutEverywhere", "Ends all sessions of the person", Permission.Self, RouteGroup.Auth);
        auth.Post("/switch-org", SwitchOrganization)
            .Op("switchOrganization", "Signs in to another of one's organizations", Permission.Self, RouteGroup.Auth);
    }

    private Task<UserProfile> Get(HttpContext http) => User(http).Me(http.Caller());

    private Task<UserProfile> Update(HttpContext http, Body<ProfileChanges> body) => User(http).Update(http.Change(), body.Value);

    private async Task<PiecesResult<PersonalDataPiece>> Export(HttpContext http)
    {
        var (user, caller) = (User(http), http.Caller());
        return new(
            MediaTypeNames.Application.Json, $"braidmgr-{caller.UserId}.json", await user.Export(caller, null), piece => piece.Content,
            async piece => piece.Next is { } position ? await user.Export(caller, position) : null);
    }

    private async Task<MessageAnswer> Erase(HttpContext http, Body<Erasure> body)
    {
        var answer = await Kept(http).Once(http, async () =>
        {
            await User(http).Erase(http.Change(), body.Value);
            return "You are erased. What you wrote in organizations stays theirs, without your name.";
        });
        RefreshCookie.Clear(http);
        return answer;
    }

    private async Task<MessageAnswer> ChangePassword(HttpContext http, Body<PasswordChange> body)
    {
        await User(http).ChangePassword(http.Change(), body.Value);
        RefreshCookie.Clear(http);
        return new("The password is changed and all sessions are ended; sign in again.");
    }

    private async Task<MessageAnswer> LogoutEverywhere(HttpContext http)
    {
        var answer = await Kept(http).Once(http, async () =>
        {
            await User(http).LogoutEverywhere(http.Change());
            return "All sessions are ended.";
        });
        RefreshCookie.Clear(http);
        return answer;
    }

    private async Task<TokenAnswer> SwitchOrganization(HttpContext http, Body<OrganizationChoice> body)
    {
        var organization = body.Value.OrgId ?? throw Error.Invalid("org_id", "is required");
        return RefreshCookie.Issue(http, await Kept(http).Anew(http, () => User(http).SwitchOrganization(http.Change(), organization)));
    }

    private IKeptAnswersGrain Kept(HttpContext http) => grains.KeptAnswers(http.Caller().UserId);

    private IUserGrain User(HttpContext http) => grains.User(http.Caller().UserId);
}
