using System.Security.Cryptography;

namespace BraidMgr.Grains.Provisioning;

/// <summary>Names of organizations' databases; the longest, 62 characters, is within PostgreSQL's 63.</summary>
internal static class DatabaseNames
{
    /// <summary>The name that a slug gives, with dashes as underscores: of two slugs, two names.</summary>
    public static string Of(string slug) => "braidmgr_org_" + slug.Replace('-', '_');

    /// <summary>One for when that is taken: the same with 8 hex digits behind.</summary>
    public static string Another(string slug) => $"{Of(slug)}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
