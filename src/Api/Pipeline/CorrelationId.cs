using System.Buffers;
using System.Globalization;

namespace BraidMgr.Api.Pipeline;

/// <summary>Correlation ids: taken from the request when well-formed, else made.</summary>
internal static class CorrelationId
{
    public const string Header = "X-Correlation-ID";
    private const int MaxLength = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string Of(HttpRequest request)
    {
        var sent = request.Headers[Header];
        return sent.Count == 1 && sent[0] is { Length: > 0 and <= MaxLength } id && !id.AsSpan().ContainsAnyExcept(Allowed) ? id : Make();
    }

    // An id that only has to differ needs no cryptographic randomness, which costs a system call.
    public static string Make() => string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.NextInt64():x16}{Random.Shared.NextInt64():x16}");
}
