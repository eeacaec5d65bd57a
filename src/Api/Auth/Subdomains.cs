using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Auth;

/// <summary>The organization that the Host header names: <c>acme.&lt;base domain&gt;</c>. It must be the token's.</summary>
internal sealed class Subdomains(IOptions<ApiOptions> options, IGrainFactory grains)
{
    private readonly string? _suffix = options.Value.BaseDomain is { Length: > 0 } domain ? "." + domain : null;

    /// <summary>Whether subdomains mean anything here.</summary>
    public bool AreUsed => _suffix is not null;

    /// <summary>The slug that a host names; null for the base domain itself and for every other host.</summary>
    public string? SlugOf(HostString host) =>
        _suffix is not null && host.Host.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase)
            ? host.Host[..^_suffix.Length].ToLowerInvariant()
            : null;

    /// <summary>NOT_FOUND unless the slug is that of the token's organization.</summary>
    public async ValueTask CheckAsync(string slug, VerifiedToken token)
    {
        if (token.Slug == slug)
        {
            return;
        }

        // Asked again when it differs: the organization may have got another slug since.
        token.Slug = (await grains.Access(token.Caller.OrganizationId).Current(token.Caller)).Slug;
        if (token.Slug != slug)
        {
            throw Error.NotFound("organization", slug);
        }
    }
}
