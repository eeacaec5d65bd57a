using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Auth;

/// <summary>Which web pages may call the API: those of its own origin, those of the option, in development those on loopback.</summary>
internal sealed class Origins(IOptions<ApiOptions> options, IHostEnvironment environment)
{
    /// <summary>Whether pages of an origin may call from elsewhere.</summary>
    public bool IsAllowed(string origin) =>
        options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (environment.IsDevelopment() && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback);

    /// <summary>Whether a request names an origin that may not sign anybody in: sibling subdomains get the cookie too.</summary>
    public bool IsForeign(HttpRequest request)
    {
        var sent = request.Headers.Origin;
        return sent.Count > 0
            && (sent.Count > 1 || sent[0] is not { } origin || (origin != $"{request.Scheme}://{request.Host}" && !IsAllowed(origin)));
    }
}
