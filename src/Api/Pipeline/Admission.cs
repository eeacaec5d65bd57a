using BraidMgr.Api.Auth;
using BraidMgr.Api.Limits;
using BraidMgr.Contracts.Errors;
using BraidMgr.Silo.Logging;

namespace BraidMgr.Api.Pipeline;

/// <summary>
/// Stands before every operation: who sends the request, from where, how often, with which body. A request with a token that is
/// known and without a body passes without waiting.
/// </summary>
internal sealed class Admission(RequestDelegate next, TokenVerifier tokens, Subdomains subdomains, Origins origins, RateLimits limits)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Guard>() is not { } guard)
        {
            return next(http);
        }

        var exchange = http.Exchange();
        var header = HeaderOf(http, guard);
        var token = header is null ? null : tokens.Recall(header);
        if (token is null || limits.AreOn || subdomains.AreUsed || BodyReader.IsNeeded(http))
        {
            return AdmitAsync(http, exchange, guard, token);
        }

        Enter(exchange, token, guard);
        return next(http);
    }

    private async Task AdmitAsync(HttpContext http, Exchange exchange, Guard guard, VerifiedToken? token)
    {
        token ??= await VerifyAsync(http, guard);
        if (token is not null)
        {
            Enter(exchange, token, guard);
        }

        await limits.CountAsync(http, exchange, guard.Group);
        if (guard.NeedsCaller && token is null)
        {
            throw Error.Unauthenticated(HeaderOf(http, guard) is null
                ? "Sign in first: the request needs a bearer token."
                : "The bearer token is not valid, or no longer; sign in again.");
        }

        if (guard.Group == RouteGroup.Auth && HttpMethods.IsPost(http.Request.Method) && origins.IsForeign(http.Request))
        {
            throw Error.Forbidden($"Pages of {http.Request.Headers.Origin} may not sign anybody in; Api:AllowedOrigins lists those that may.");
        }

        exchange.Subdomain = subdomains.SlugOf(http.Request.Host);
        if (exchange.Subdomain is { } slug && guard.NeedsCaller && token is not null)
        {
            await subdomains.CheckAsync(slug, token);
        }

        await BodyReader.ReadAsync(http, exchange);
        await next(http);
    }

    private async Task<VerifiedToken?> VerifyAsync(HttpContext http, Guard guard)
    {
        return HeaderOf(http, guard) is { } header && (guard.NeedsCaller || guard.Group == RouteGroup.Auth)
            ? await tokens.VerifyAsync(header, http.RequestAborted)
            : null;
    }

    private static string? HeaderOf(HttpContext http, Guard guard)
    {
        var header = http.Request.Headers.Authorization;
        return header.Count > 0 || guard.Group != RouteGroup.Hub ? header.Count == 1 ? header[0] : null
            : http.Request.Query["access_token"] is [{ Length: > 0 } token] ? "Bearer " + token : null;
    }

    private static void Enter(Exchange exchange, VerifiedToken token, Guard guard)
    {
        if (guard.NeedsOrganization && token.Caller.OrganizationId == Guid.Empty)
        {
            throw Error.NotFound("organization");
        }

        (exchange.Caller, exchange.Expires) = (token.Caller, token.Expires);
        RequestScope.Enter(token.Caller);
    }
}
