using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Http;

/// <summary>Answers that a browser saves as a file.</summary>
internal static class Downloads
{
    /// <summary>A text as a file of a name that is plain ASCII.</summary>
    public static ContentHttpResult Text(HttpContext http, string text, string fileName, string contentType)
    {
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(text, contentType + "; charset=utf-8");
    }
}
