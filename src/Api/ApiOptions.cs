namespace BraidMgr.Api;

/// <summary>Options of the HTTP host; section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Api";

    /// <summary>
    /// The domain whose subdomains name organizations, such as <c>braidmgr.example</c> for <c>acme.braidmgr.example</c>. Default:
    /// none, and then the Host header says nothing.
    /// </summary>
    public string? BaseDomain { get; set; }

    /// <summary>
    /// Origins of browsers that may call the API, such as <c>https://app.braidmgr.example</c>. Default: none but the host's own;
    /// in development those on loopback too.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of proxies whose X-Forwarded-For and -Proto are believed. Default: none.</summary>
    public IList<string> KnownProxies { get; } = [];

    /// <summary>Verified tokens that a host remembers, 100 to 1,000,000. Default: 10,000.</summary>
    public int TokenCacheSize { get; set; } = 10_000;
}

/// <summary>What access tokens must say; section <c>Tokens</c>, which their makers read too.</summary>
public sealed class TokenCheckOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Tokens";

    /// <summary>Claim <c>iss</c>. Default: braidmgr.</summary>
    public string Issuer { get; set; } = "braidmgr";

    /// <summary>Claim <c>aud</c>. Default: braidmgr-api.</summary>
    public string Audience { get; set; } = "braidmgr-api";
}
