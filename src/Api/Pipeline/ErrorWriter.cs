using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains;
using Microsoft.Net.Http.Headers;

namespace BraidMgr.Api.Pipeline;

/// <summary>Writes errors in the one shape that they have, and logs those that are the server's fault.</summary>
internal sealed class ErrorWriter(ILogger<ErrorWriter> logger)
{
    private static readonly Dictionary<string, string[]> NoDetails = [];
    private static readonly Counter<long> Rejected =
        Telemetry.Meter.CreateCounter<long>("braid.rejected", description: "Requests answered with an error, by its code");

    /// <summary>Answers with an exception's place in the catalogue.</summary>
    public Task WriteAsync(HttpContext http, Exception exception)
    {
        var error = ErrorTranslation.Of(exception);
        Log(http, exception, error);
        return SendAsync(http, error.Kind.HttpStatus(), error, (exception as RefusedImportException)?.Report);
    }

    /// <summary>Gives a body to a status that something else in the pipeline set without one.</summary>
    public static Task WriteStatusAsync(HttpContext http)
    {
        var status = http.Response.StatusCode;
        var error = ErrorTranslation.OfStatus(http.Request, status);
        // A method that a path does not have is answered as HTTP has it, 405 with Allow; the catalogue's nearest code is NOT_FOUND.
        var isOfHttp = status is StatusCodes.Status405MethodNotAllowed or StatusCodes.Status416RangeNotSatisfiable;
        return SendAsync(http, isOfHttp ? status : error.Kind.HttpStatus(), error);
    }

    private void Log(HttpContext http, Exception exception, BraidException error)
    {
        if (error.Kind == ErrorKind.Internal)
        {
            logger.LogError(exception, "{Method} {Route} failed", http.Request.Method, RouteOf(http));
        }
        else if (error.Kind == ErrorKind.Unavailable)
        {
            logger.LogWarning(exception as ObjectDisposedException, "{Method} {Route}: {Reason}", http.Request.Method, RouteOf(http), exception.Message);
        }
    }

    // The template, not the path: a path can hold what a person typed.
    private static string? RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    private static async Task SendAsync(HttpContext http, int status, BraidException error, ImportReport? report = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(BodyOf(http, error, report), Wire.TypeInfo<ErrorBody>());
        Rejected.Add(1, new KeyValuePair<string, object?>("code", error.Kind.WireCode()));
        SetHeaders(http.Response, error);
        http.Response.StatusCode = status;
        http.Response.ContentType = MediaTypeNames.Application.Json;
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    private static ErrorBody BodyOf(HttpContext http, BraidException error, ImportReport? report) => new(
        error.Kind.WireCode(),
        error.Message,
        error.Details ?? NoDetails,
        http.Exchange().CorrelationId,
        error.Current is { } current ? new JsonText(Encoding.UTF8.GetString(current)) : null,
        report);

    private static void SetHeaders(HttpResponse response, BraidException error)
    {
        // What a handler had prepared for its success.
        response.Headers.Remove(HeaderNames.ETag);
        response.Headers.Remove(HeaderNames.ContentDisposition);
        if (error.Kind is ErrorKind.RateLimited or ErrorKind.Unavailable)
        {
            response.Headers.RetryAfter = (error.RetryAfterSeconds ?? 1).ToString(CultureInfo.InvariantCulture);
        }
        else if (error.Kind == ErrorKind.Authentication)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }
    }
}
