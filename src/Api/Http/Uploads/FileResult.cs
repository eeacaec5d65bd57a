using System.Security.Cryptography;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Storage;
using Microsoft.Net.Http.Headers;

namespace BraidMgr.Api.Http.Uploads;

/// <summary>
/// Answers with a file, or the one part of it that the request asks for, streamed. A whole file is compared with its SHA-256 on the way:
/// where the store holds other bytes, the last of them are not sent, and the answer is an error or breaks off.
/// </summary>
internal sealed class FileResult(IObjectStore store, UploadedFile file) : IResult
{
    private const int BufferSize = 64 << 10;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var etag = $"\"{file.Sha256}\"";
        SetHeaders(response, etag);
        if (ETags.ClientHas(request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var range = ByteRange.Of(request, etag, file.SizeBytes);
        if (range is { Length: 0 })
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = $"bytes */{file.SizeBytes}";
            return;
        }

        await using var content = await Open(range, httpContext.RequestAborted);
        response.ContentType = file.ContentType + (file.ContentType.StartsWith("text/", StringComparison.Ordinal) ? "; charset=utf-8" : "");
        response.ContentLength = range?.Length ?? file.SizeBytes;
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {part.From}-{part.From + part.Length - 1}/{file.SizeBytes}";
        }

        // The sum is known of the whole only.
        await (response.ContentLength < file.SizeBytes
            ? content.CopyToAsync(response.Body, httpContext.RequestAborted)
            : SendChecked(content, httpContext));
    }

    private void SetHeaders(HttpResponse response, string etag)
    {
        response.Headers.ContentDisposition = FileNames.Disposition(file.Filename);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = etag;
    }

    private async Task<Stream> Open(ByteRange? range, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenRead(file.StorageKey, range?.From ?? 0, range?.Length, cancellationToken)
                ?? throw Error.NotFound("file in the object store", file.Id);
        }
        catch (ObjectStoreException)
        {
            throw Error.Unavailable("The file cannot be read at this moment. Try again.");
        }
    }

    // The last buffer waits until the sum of all is known.
    private async Task SendChecked(Stream content, HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, next) = (new byte[BufferSize], new byte[BufferSize]);
        var length = await content.ReadAsync(buffer, http.RequestAborted);
        while (length > 0)
        {
            hash.AppendData(buffer, 0, length);
            var following = await content.ReadAsync(next, http.RequestAborted);
            if (following == 0 && Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            {
                // Of a file of more than a buffer the beginning is sent: whoever is above can only close the connection.
                throw new BraidException(ErrorKind.Internal, $"The object {file.StorageKey} is damaged: its SHA-256 is not {file.Sha256}.");
            }

            await http.Response.Body.WriteAsync(buffer.AsMemory(0, length), http.RequestAborted);
            (buffer, next, length) = (next, buffer, following);
        }
    }
}

/// <summary>The part of a file that a request asks for.</summary>
/// <param name="From">Its first byte.</param>
/// <param name="Length">How many; 0 when it begins behind the end.</param>
internal readonly record struct ByteRange(long From, long Length)
{
    /// <summary>The part; null for the whole, which is also the answer to several parts and to what is no range.</summary>
    public static ByteRange? Of(HttpRequest request, string etag, long size)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var ranges) || ranges is not { Unit.Value: "bytes", Ranges.Count: 1 })
        {
            return null;
        }

        if (request.Headers.IfRange.ToString() is { Length: > 0 } bound && bound != etag)
        {
            return null;
        }

        var range = ranges.Ranges.First();
        var from = range.From ?? Math.Max(0, size - range.To!.Value);
        var to = range.From is null ? size - 1 : Math.Min(size - 1, range.To ?? size - 1);
        return from > to ? new(from, 0) : new(from, to - from + 1);
    }
}
