using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>Access and refresh tokens (section <c>Tokens</c>). Every host of a cluster must have the same.</summary>
public sealed class TokenOptions
{
    /// <summary>Claim <c>iss</c>. Default "braidmgr".</summary>
    [Required]
    public string Issuer { get; set; } = "braidmgr";

    /// <summary>Claim <c>aud</c>. Default "braidmgr-api".</summary>
    [Required]
    public string Audience { get; set; } = "braidmgr-api";

    /// <summary>Minutes that an access token lives. Default 15.</summary>
    [Range(1, 60)]
    public int AccessMinutes { get; set; } = 15;

    /// <summary>Days that a refresh token lives; every rotation begins anew. Default 7.</summary>
    [Range(1, 90)]
    public int RefreshDays { get; set; } = 7;

    /// <summary>Seconds in which a used refresh token still gets a successor (two tabs, a lost answer). Default 10.</summary>
    [Range(0, 60)]
    public int ReuseGraceSeconds { get; set; } = 10;

    /// <summary>How long an access token lives.</summary>
    public TimeSpan AccessLifetime => TimeSpan.FromMinutes(AccessMinutes);

    /// <summary>How long a refresh token lives.</summary>
    public TimeSpan RefreshLifetime => TimeSpan.FromDays(RefreshDays);

    /// <summary>How long a used refresh token still gets a successor.</summary>
    public TimeSpan ReuseGrace => TimeSpan.FromSeconds(ReuseGraceSeconds);
}
