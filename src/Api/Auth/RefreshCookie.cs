using System.Net;
using BraidMgr.Api.Json;
using BraidMgr.Contracts.Accounts;

namespace BraidMgr.Api.Auth;

/// <summary>The cookie that carries the refresh token: host-only, never readable by scripts, sent to /api/v1/auth alone.</summary>
internal static class RefreshCookie
{
    private const string Name = "refresh_token";
    private const string Path = "/api/v1/auth";

    /// <summary>The refresh token that the client sent.</summary>
    public static string? Read(HttpContext http) => http.Request.Cookies[Name];

    /// <summary>Hands out the refresh token of a sign-in and makes the answer's body of the rest.</summary>
    public static TokenAnswer Issue(HttpContext http, SignedIn signedIn)
    {
        http.Response.Cookies.Append(Name, signedIn.RefreshToken, Options(http, signedIn.RefreshExpiresAt));
        http.Response.Headers.CacheControl = "no-store";
        return new TokenAnswer(signedIn.AccessToken, "bearer", signedIn.ExpiresIn, signedIn.User);
    }

    /// <summary>Makes the client forget its refresh token.</summary>
    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expires) => new()
    {
        Path = Path,
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = !IsLoopback(http.Request.Host.Host),
        Expires = expires,
    };

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
