using System.Globalization;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BraidMgr.Api.Http.Uploads;

/// <summary>
/// The one file of a form, streamed from the connection to the object store. Beside it the form may hold <c>sha256</c>, which the bytes
/// are then compared with. What is refused leaves nothing in the store.
/// </summary>
internal sealed class FileUpload(IObjectStore store)
{
    /// <summary>What a form may put around its file.</summary>
    public const int FormBytes = 64 << 10;

    /// <summary>Limit of a request: the file and what a form puts around it.</summary>
    public const int MaxRequestBytes = Attachment.MaxBytes + FormBytes;

    private const int MaxBoundary = 70;
    private const int MaxFieldBytes = 1024;

    /// <summary>Stores the file of a request. VALIDATION_ERROR or PAYLOAD_TOO_LARGE for what is not taken.</summary>
    public async Task<UploadedFile> Receive(HttpContext http, Guid id, string key)
    {
        try
        {
            return await ReadForm(Reader(http.Request), id, key, http.RequestAborted);
        }
        catch (Exception e)
        {
            await Discard(key);
            if (e is InvalidDataException or IOException and not BadHttpRequestException)
            {
                throw Error.Invalid("body", "is not a whole form of the type multipart/form-data");
            }

            throw;
        }
    }

    /// <summary>
    /// Whether an error says that what was to name the file does not. After an unknown outcome it may: the bytes stay, and the sweep
    /// decides.
    /// </summary>
    public static bool WasNotMade(Exception error) => error is BraidException { Kind: not (ErrorKind.Unavailable or ErrorKind.Internal) };

    /// <summary>Removes what was stored; what cannot be removed now is left to the sweep.</summary>
    public async Task Discard(string key)
    {
        try
        {
            await store.Delete(key, CancellationToken.None);
        }
        catch (ObjectStoreException)
        {
            // The sweep finds it in an hour.
        }
    }

    private static MultipartReader Reader(HttpRequest request)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        var boundary = HeaderUtilities.RemoveQuotes(type?.Boundary ?? default).Value;
        return type?.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true && boundary is { Length: > 0 and <= MaxBoundary }
            ? new MultipartReader(boundary, request.Body)
            : throw Error.Invalid("Content-Type", "must be multipart/form-data, with a file");
    }

    private async Task<UploadedFile> ReadForm(MultipartReader form, Guid id, string key, CancellationToken cancellationToken)
    {
        UploadedFile? file = null;
        string? expected = null;
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var disposition = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var parsed) ? parsed : null;
            if (disposition?.IsFileDisposition() == true)
            {
                file = file is null
                    ? await Store(section, FileNames.Check(disposition), id, key, cancellationToken)
                    : throw Error.Invalid("file", "must be sent alone: another file is beside it");
            }
            else if (HeaderUtilities.RemoveQuotes(disposition?.Name ?? default) == "sha256")
            {
                expected = await ReadField(section, cancellationToken);
            }
        }

        var stored = file ?? throw Error.Invalid("file", "is required");
        return expected is null || string.Equals(expected, stored.Sha256, StringComparison.OrdinalIgnoreCase)
            ? stored
            : throw Error.Invalid("sha256", $"is not that of the bytes that came, which is {stored.Sha256}");
    }

    private async Task<UploadedFile> Store(MultipartSection section, string filename, Guid id, string key, CancellationToken cancellationToken)
    {
        await using var content = new UploadStream(section.Body);
        WrittenObject written;
        try
        {
            written = await store.Put(key, content, cancellationToken);
        }
        catch (Exception) when (content.Refused is not null)
        {
            throw content.Refused;
        }
        catch (ObjectStoreException)
        {
            throw Error.Unavailable("The file could not be stored at this moment. Try again.");
        }

        CheckLength(section, written.Size);
        return new(id, filename, content.Kind(), written.Size, written.Sha256, key);
    }

    private static void CheckLength(MultipartSection section, long size)
    {
        if (size == 0)
        {
            throw Error.Invalid("file", "is empty");
        }

        if (section.Headers?.TryGetValue(HeaderNames.ContentLength, out var sent) == true
            && (!long.TryParse(sent.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length != size))
        {
            throw Error.Invalid("file", $"is said to have {sent} bytes, and {size} came");
        }
    }

    private static async Task<string> ReadField(MultipartSection section, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxFieldBytes];
        var length = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length < buffer.Length ? System.Text.Encoding.ASCII.GetString(buffer, 0, length).Trim() : throw Error.Invalid("sha256", "is too long");
    }
}
