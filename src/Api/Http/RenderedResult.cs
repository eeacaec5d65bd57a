using System.Net.Mime;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Http;

/// <summary>Answers with JSON that a grain prepared: the bytes go out as they are, with their ETag, or 304 when the client has them.</summary>
public sealed class RenderedResult(Rendered rendered, int status = StatusCodes.Status200OK) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = rendered.ETag;
        if (rendered.ETag is not null && ETags.ClientHas(httpContext.Request, rendered.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.StatusCode = status;
        response.ContentType = MediaTypeNames.Application.Json;
        response.ContentLength = rendered.Json.Length;
        var write = response.BodyWriter.WriteAsync(rendered.Json, httpContext.RequestAborted);
        return write.IsCompletedSuccessfully ? Task.CompletedTask : write.AsTask();
    }
}
