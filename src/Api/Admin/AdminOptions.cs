namespace BraidMgr.Api.Admin;

/// <summary>Where operators are served; section <c>Admin</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Admin";

    /// <summary>
    /// The address of the admin surface, with a port that the API does not have. Default <c>http://127.0.0.1:8081</c>: only from this
    /// machine. Empty: this host serves no operators.
    /// </summary>
    public string Url { get; set; } = "http://127.0.0.1:8081";

    /// <summary>Its port; null where there is none.</summary>
    internal int? Port => Uri.TryCreate(Url, UriKind.Absolute, out var address) ? address.Port : null;
}

/// <summary>What operators' tokens must say; section <c>Operators</c>, which their makers read too.</summary>
public sealed class OperatorTokenOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Operators";

    /// <summary>Claim <c>iss</c>. Default: braidmgr-admin.</summary>
    public string Issuer { get; set; } = "braidmgr-admin";

    /// <summary>Claim <c>aud</c>. Default: braidmgr-operators.</summary>
    public string Audience { get; set; } = "braidmgr-operators";
}
