using System.Security.Cryptography;
using System.Text;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Accounts;

/// <summary>What an email address must look like: printable ASCII, so that .NET and PostgreSQL agree on upper and lower case.</summary>
internal static class EmailRules
{
    /// <summary>The longest address that mail can be sent to (RFC 5321).</summary>
    public const int MaxLength = 254;

    /// <summary>Notes what is wrong with an address.</summary>
    public static void Email(this ValidationErrors errors, string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            errors.Add(field, "is required");
        }
        else if (value.Length > MaxLength)
        {
            errors.Add(field, $"has {value.Length} characters; at most {MaxLength} are allowed");
        }
        else if (!IsAddress(value.Trim()))
        {
            errors.Add(field, "is not an email address");
        }
    }

    /// <summary>An id made of an address, for what is kept about it before, or without, an account.</summary>
    public static Guid DeterministicId(string email) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes("email:" + GrainKeys.NormalizeEmail(email))).AsSpan(0, 16));

    private static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        return at is > 0 and <= 64 && IsDomain(text[(at + 1)..])
            && text[..at].All(c => c is > ' ' and < '\x7f' and not ('@' or '<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '\\' or '"'))
            && !text[..at].Contains("..", StringComparison.Ordinal) && text[0] != '.' && text[at - 1] != '.';
    }

    private static bool IsDomain(string text) =>
        text.Length <= 253 && text.Split('.').All(label =>
            label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
}
