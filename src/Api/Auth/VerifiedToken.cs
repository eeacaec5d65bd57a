using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Auth;

/// <summary>What a host remembers of a token whose signature it checked: who it names, and until when.</summary>
public sealed class VerifiedToken(Caller caller, DateTimeOffset expires)
{
    /// <summary>Who the token names. Its organization is empty for a person who is in none; then only what is their own works.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>Claim <c>exp</c>: never used from then on.</summary>
    public DateTimeOffset Expires { get; } = expires;

    /// <summary>The organization's slug, once a request over a subdomain needed it.</summary>
    public string? Slug { get; set; }
}
