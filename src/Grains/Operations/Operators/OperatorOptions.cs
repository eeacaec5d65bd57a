using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Operations.Operators;

/// <summary>Operators' tokens (section <c>Operators</c>). Every host of a cluster must have the same.</summary>
public sealed class OperatorOptions
{
    /// <summary>Claim <c>iss</c>. Default "braidmgr-admin"; never that of access tokens.</summary>
    [Required]
    public string Issuer { get; set; } = "braidmgr-admin";

    /// <summary>Claim <c>aud</c>. Default "braidmgr-operators".</summary>
    [Required]
    public string Audience { get; set; } = "braidmgr-operators";

    /// <summary>Minutes that an operator's token lives; there is none to refresh it with. Default 60.</summary>
    [Range(1, 720)]
    public int TokenMinutes { get; set; } = 60;

    /// <summary>How long an operator's token lives.</summary>
    public TimeSpan TokenLifetime => TimeSpan.FromMinutes(TokenMinutes);
}
