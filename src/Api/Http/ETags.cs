using System.Globalization;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Api.Http;

/// <summary>
/// Conditional requests. An item's ETag is its version and the date, <c>"12-2026-11-23"</c>, because indicators turn at
/// midnight; If-Match compares the version alone.
/// </summary>
public static class ETags
{
    /// <summary>The version that a change is bound to; null without If-Match or with <c>*</c>.</summary>
    public static long? IfMatch(this HttpRequest request)
    {
        var sent = request.Headers.IfMatch;
        return sent.Count == 0 || sent is ["*"] ? null
            : sent.Count == 1 && VersionOf(sent[0]) is { } version ? version
            : throw Error.Invalid("If-Match", "must be one ETag, such as \"12-2026-11-23\" or \"12\", or *");
    }

    /// <summary>Whether If-None-Match names the ETag.</summary>
    public static bool ClientHas(HttpRequest request, string etag)
    {
        var sent = request.Headers.IfNoneMatch;
        if (sent.Count == 0 || !HttpMethods.IsGet(request.Method))
        {
            return false;
        }

        foreach (var tag in sent.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (tag == "*" || (tag.StartsWith("W/", StringComparison.Ordinal) ? tag.AsSpan(2) : tag).SequenceEqual(etag))
            {
                return true;
            }
        }

        return false;
    }

    private static long? VersionOf(string? tag)
    {
        var text = tag.AsSpan().Trim();
        text = text.StartsWith("W/") ? text[2..] : text;
        if (text.Length < 3 || text[0] != '"' || text[^1] != '"')
        {
            return null;
        }

        text = text[1..^1];
        var dash = text.IndexOf('-');
        if (dash >= 0 && !DateOnly.TryParseExact(text[(dash + 1)..], "yyyy-MM-dd", out _))
        {
            return null;
        }

        return long.TryParse(dash < 0 ? text : text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }
}
