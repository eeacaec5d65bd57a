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

    /// <summary>The ETags that If-None-Match names, without their marks of weakness; * for any.</summary>
    public static IReadOnlyList<string> Known(HttpRequest request)
    {
        var sent = request.Headers.IfNoneMatch;
        return sent.Count == 0 || !HttpMethods.IsGet(request.Method)
            ? []
            : [.. sent.ToString().Split(',', StringSplitOptions.TrimEntries).Select(tag => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag)];
    }

    /// <summary>Whether If-None-Match names the ETag.</summary>
    public static bool ClientHas(HttpRequest request, string etag)
    {
        var known = Known(request);
        return known.Count > 0 && (known.Contains(etag) || known.Contains("*"));
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
