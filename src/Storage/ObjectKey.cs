using System.Text.RegularExpressions;

namespace BraidMgr.Storage;

/// <summary>
/// What may be a key: segments of a-z, 0-9, '.', '_' and '-' that begin with a letter or a digit, with '/' between; at most 500
/// characters, 200 a segment. No such key leaves a directory, and none differs from another in case alone.
/// </summary>
public static partial class ObjectKey
{
    private const int MaxLength = 500;

    /// <summary>Whether it may be a key.</summary>
    public static bool IsValid(string key) => key.Length <= MaxLength && Key().IsMatch(key);

    /// <summary>Throws <see cref="ArgumentException"/> unless it may be a key.</summary>
    public static void Require(string key)
    {
        if (!IsValid(key))
        {
            throw new ArgumentException($"'{key}' is no key: segments of a-z, 0-9, '.', '_', '-' with '/' between, at most {MaxLength}", nameof(key));
        }
    }

    /// <summary>Throws <see cref="ArgumentException"/> unless keys can begin with it.</summary>
    public static void RequirePrefix(string prefix)
    {
        // Whatever may stand at the end of a prefix, a key that begins with it has one more character.
        if (prefix.Length > 0 && !IsValid(prefix.EndsWith('/') ? prefix + "0" : prefix))
        {
            throw new ArgumentException($"no key begins with '{prefix}'", nameof(prefix));
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,199}(/[a-z0-9][a-z0-9._-]{0,199})*\z")]
    private static partial Regex Key();
}
