using System.Security.Cryptography;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace BraidMgr.Api.Pipeline;

/// <summary>Reads bodies whole, within their limit, before a handler runs: what is too large or cut off changes nothing. Files are streamed by their handler.</summary>
internal static class BodyReader
{
    /// <summary>Limit of a body unless its route says otherwise.</summary>
    public const int DefaultLimit = 1 << 20;

    private const string KeyHeader = "Idempotency-Key";
    private const int MaxKeyLength = 200;

    /// <summary>Whether a request has a body or needs its empty one looked at.</summary>
    public static bool IsNeeded(HttpContext http) =>
        HasBody(http) || http.Request.Headers.ContainsKey(KeyHeader);

    /// <summary>Reads the body and, on POST, the idempotency key that it belongs to.</summary>
    public static async Task ReadAsync(HttpContext http, Exchange exchange)
    {
        var limit = (int)(http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? DefaultLimit);
        if (http.Request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<StreamedBody>() is not null)
        {
            _ = KeyOf(http.Request);
            return;
        }

        if (HasBody(http))
        {
            var body = await ReadAllAsync(http, limit);
            exchange.Body = body;
            http.Request.Body = new MemoryStream(body.Array!, 0, body.Count, writable: false);
        }

        UseKey(http, () => SHA256.HashData(exchange.Body.Span));
    }

    /// <summary>Takes up the idempotency key of a POST; where the body was streamed, when its hash is known.</summary>
    public static void UseKey(HttpContext http, Func<byte[]> bodySha256)
    {
        if (HttpMethods.IsPost(http.Request.Method) && KeyOf(http.Request) is { } key)
        {
            http.Exchange().Idempotency = new IdempotencyKey(key, $"POST {http.Request.Path}", bodySha256());
        }
    }

    /// <summary>The error for a body over its limit.</summary>
    public static BraidException TooLarge(int? limit) => new(
        ErrorKind.PayloadTooLarge, limit is { } bytes ? $"The body is larger than {bytes} bytes, the limit here." : "The body is too large.");

    private static bool HasBody(HttpContext http) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private static async Task<ArraySegment<byte>> ReadAllAsync(HttpContext http, int limit)
    {
        var buffer = new byte[http.Request.ContentLength ?? Math.Min(limit, 16 * 1024)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length && http.Request.ContentLength is null)
            {
                Array.Resize(ref buffer, Math.Min(limit + 1, buffer.Length * 4));
            }

            var read = length == buffer.Length ? 0 : await http.Request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted);
            length += read;
            if (length > limit)
            {
                throw TooLarge(limit);
            }

            if (read == 0)
            {
                return new ArraySegment<byte>(buffer, 0, length);
            }
        }
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out var sent))
        {
            return null;
        }

        return sent.Count == 1 && sent[0] is { Length: > 0 and <= MaxKeyLength } key && key.All(c => c is > ' ' and < '\u007f')
            ? key
            : throw Error.Invalid(KeyHeader, $"must be 1 to {MaxKeyLength} visible ASCII characters");
    }
}

/// <summary>Marks a route whose handler reads the body itself, as it comes.</summary>
internal sealed record StreamedBody;
