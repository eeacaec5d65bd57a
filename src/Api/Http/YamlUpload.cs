using System.Net.Mime;
using System.Text;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Errors;
using Microsoft.Net.Http.Headers;

namespace BraidMgr.Api.Http;

/// <summary>A YAML file in a request: as the body itself, or as the one file of a form.</summary>
internal static class YamlUpload
{
    /// <summary>The media type of YAML (RFC 9512).</summary>
    public const string ContentType = "application/yaml";

    /// <summary>Under what other types files come: older names of the media type, and forms.</summary>
    public static string[] OtherTypes { get; } =
        ["application/x-yaml", "text/yaml", "text/x-yaml", MediaTypeNames.Text.Plain, MediaTypeNames.Multipart.FormData];

    /// <summary>Limit of a file.</summary>
    public const int MaxFileBytes = 10 << 20;

    /// <summary>Limit of a request that brings a file in a form.</summary>
    public const int MaxRequestBytes = MaxFileBytes + (64 << 10);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's text; VALIDATION_ERROR when there is none or it is not UTF-8.</summary>
    public static Task<string> ReadAsync(HttpContext http) => ReadAsync(http, ContentType, OtherTypes);

    /// <summary>A text of one of these types, or the one file of a form; VALIDATION_ERROR when there is none or it is not UTF-8.</summary>
    public static async Task<string> ReadAsync(HttpContext http, string contentType, string[] otherTypes)
    {
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed) ? parsed.MediaType.Value?.ToLowerInvariant() : null;
        return type == MediaTypeNames.Multipart.FormData ? Decode(await FileOfAsync(http))
            : type == contentType || otherTypes.Contains(type) ? Decode(http.Exchange().Body)
            : throw Error.Invalid("Content-Type", $"must be {contentType}, or multipart/form-data with a file");
    }

    private static async Task<ReadOnlyMemory<byte>> FileOfAsync(HttpContext http)
    {
        try
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var file = form.Files is [var only] ? only : throw Error.Invalid("file", "must be sent, and no other file beside it");
            await using var content = file.OpenReadStream();
            var bytes = new byte[file.Length];
            await content.ReadExactlyAsync(bytes, http.RequestAborted);
            return bytes;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Error.Invalid("body", "is not a form of the type multipart/form-data");
        }
    }

    private static string Decode(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MaxFileBytes)
        {
            throw BodyReader.TooLarge(MaxFileBytes);
        }

        try
        {
            var content = file.Span.StartsWith(Encoding.UTF8.Preamble) ? file.Span[Encoding.UTF8.Preamble.Length..] : file.Span;
            return Utf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            throw Error.Invalid("body", "is not UTF-8 text");
        }
    }
}
