using BraidMgr.Api.Auth;
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

/// <summary>Registration, sign-in and what leads to it: everything before there is a caller, and the session's cookie.</summary>
internal sealed class AuthEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Authentication");
        auth.Post("/register", Register).Op("register", "Registers a person and their organization", Permission.Anonymous, RouteGroup.Auth);
        auth.Post("/login", Login).Op("login", "Signs in", Permission.Anonymous, RouteGroup.Auth);
        auth.Post("/refresh", Refresh).Op("refresh", "Exchanges the refresh cookie for new tokens", Permission.Anonymous, RouteGroup.Auth);
        auth.Post("/logout", Logout).Op("logout", "Ends the session", Permission.Anonymous, RouteGroup.Auth);
        auth.Post("/forgot-password", ForgotPassword)
            .Op("forgotPassword", "Sends a link to set a new password", Permission.Anonymous, RouteGroup.Auth);
        auth.Post("/reset-password", ResetPassword)
            .Op("resetPassword", "Sets a new password with the token from that link", Permission.Anonymous, RouteGroup.Auth);
        auth.Post("/verify-email", VerifyEmail).Op("verifyEmail", "Confirms an address", Permission.Anonymous, RouteGroup.Auth);
    }

    private async Task<Created<TokenAnswer>> Register(HttpContext http, Body<Registration> body)
    {
        var signedIn = await Account(body.Value.Email).Register(body.Value, http.Client(), http.Exchange().Idempotency);
        return TypedResults.Created((string?)null, RefreshCookie.Issue(http, signedIn));
    }

    private async Task<TokenAnswer> Login(HttpContext http, Body<Credentials> body)
    {
        var credentials = body.Value with { OrgSlug = OrganizationOf(http, body.Value.OrgSlug) };
        var account = Account(credentials.Email);
        return RefreshCookie.Issue(http, await grains.KeptAnswers(credentials.Email!).Anew(http, () => account.Login(credentials, http.Client())));
    }

    private async Task<TokenAnswer> Refresh(HttpContext http)
    {
        var token = RefreshCookie.Read(http) ?? throw Error.Unauthenticated("Sign in again: there is no refresh cookie.");
        var session = OpaqueToken.ReadOwner(token);
        return RefreshCookie.Issue(http, await grains.KeptAnswers(session).Anew(http, () => grains.Session(session).Refresh(token, http.Client())));
    }

    private async Task<MessageAnswer> Logout(HttpContext http)
    {
        if (RefreshCookie.Read(http) is { } token && OpaqueToken.IsWellFormed(token))
        {
            await grains.Session(OpaqueToken.ReadOwner(token)).Logout(token, http.Client());
        }

        if (http.Exchange().Caller is { } caller)
        {
            await grains.User(caller.UserId).Logout(http.Change());
        }

        RefreshCookie.Clear(http);
        return new("Signed out.");
    }

    private Task<MessageAnswer> ForgotPassword(HttpContext http, Body<EmailBody> body)
    {
        var account = Account(body.Value.Email);
        return grains.KeptAnswers(body.Value.Email!).Once(http, async () =>
        {
            await account.ForgotPassword(http.Client());
            return "If there is an account with this address, a link to set a new password is on its way.";
        });
    }

    private async Task<MessageAnswer> ResetPassword(HttpContext http, Body<PasswordReset> body)
    {
        var account = Account(body.Value.Email);
        var answer = await grains.KeptAnswers(body.Value.Email!).Once(http, async () =>
        {
            await account.ResetPassword(body.Value, http.Client());
            return "The password is set; sign in with it.";
        });
        RefreshCookie.Clear(http);
        return answer;
    }

    private async Task<MessageAnswer> VerifyEmail(HttpContext http, Body<TokenBody> body)
    {
        var token = body.Value.Token;
        if (!OpaqueToken.IsWellFormed(token))
        {
            throw Error.Invalid("token", "is not a token from one of our mails");
        }

        var user = OpaqueToken.ReadOwner(token);
        return await grains.KeptAnswers(user).Once(http, async () =>
        {
            await grains.User(user).VerifyEmail(token!, http.Client());
            return "The address is confirmed.";
        });
    }

    private IAccountGrain Account(string? email) => grains.Account(EmailKey.Of(email));

    private static string? OrganizationOf(HttpContext http, string? sent) =>
        http.Exchange().Subdomain is not { } slug ? sent
            : sent is null || sent == slug ? slug
            : throw Error.Invalid("org_slug", $"is '{sent}', but the address is that of '{slug}'");
}
