using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Provisioning;

/// <summary>
/// The short names of organizations, which become subdomains and database names: 3 to 40 of a-z, 0-9 and '-', no leading,
/// trailing or double dash, and none that the product uses itself.
/// </summary>
internal static class Slugs
{
    private const int MinLength = 3;
    private const int MaxLength = 40;

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "about", "account", "accounts", "admin", "administrator", "api", "app", "apps", "assets", "auth", "autoconfig",
        "autodiscover", "billing", "blog", "braid", "braidmgr", "cdn", "central", "chat", "dashboard", "default",
        "docs", "download", "email", "ftp", "health", "help", "hubs", "imap", "internal", "invite", "localhost", "login", "logout",
        "mail", "metrics", "new", "none", "null", "openapi", "operator", "operators", "org", "orgs", "owner", "password", "pop",
        "postgres", "postmaster", "register", "root", "security", "settings", "signup", "smtp", "static", "status", "support",
        "swagger", "system", "template", "undefined", "user", "users", "webmaster", "www",
    }.ToFrozenSet();

    /// <summary>Notes what is wrong with a slug that somebody chose.</summary>
    public static void Slug(this ValidationErrors errors, string field, string? slug)
    {
        if (string.IsNullOrEmpty(slug))
        {
            errors.Add(field, "is required");
        }
        else if (!IsWellFormed(slug))
        {
            errors.Add(field, "must be 3 to 40 of a-z, 0-9 and '-', without a leading, trailing or double dash");
        }
        else if (Reserved.Contains(slug))
        {
            errors.Add(field, $"'{slug}' is reserved");
        }
    }

    /// <summary>Slugs to try, one after the other, for an organization that nobody chose one for.</summary>
    public static IEnumerable<string> From(string name)
    {
        var stem = Stem(name);
        if (IsWellFormed(stem) && !Reserved.Contains(stem))
        {
            yield return stem;
        }

        var prefix = stem.Length == 0 ? "org" : stem[..Math.Min(stem.Length, MaxLength - 7)].TrimEnd('-');
        for (var attempt = 0; attempt < 5; attempt++)
        {
            yield return $"{prefix}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        }
    }

    private static bool IsWellFormed(string slug) =>
        slug.Length is >= MinLength and <= MaxLength && slug[0] != '-' && slug[^1] != '-'
        && !slug.Contains("--", StringComparison.Ordinal) && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string Stem(string name)
    {
        var stem = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                stem.Append(c);
            }
            else if (c is not '\'' && stem.Length > 0 && stem[^1] != '-')
            {
                stem.Append('-');
            }
        }

        return stem.ToString(0, Math.Min(stem.Length, MaxLength)).Trim('-');
    }
}
