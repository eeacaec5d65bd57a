namespace BraidMgr.Api.Http;

/// <summary>Answers with a download, piece after piece: one piece is in memory at a time, and the next is asked for when the client took it.</summary>
/// <typeparam name="TPiece">A piece.</typeparam>
/// <param name="type">The media type; it is UTF-8.</param>
/// <param name="filename">The file's name; ASCII.</param>
/// <param name="first">The first piece: asked for before, so that errors are answered as such.</param>
/// <param name="content">The bytes of a piece.</param>
/// <param name="next">Asks for the piece behind one; null behind the last.</param>
public sealed class PiecesResult<TPiece>(
    string type, string filename, TPiece first, Func<TPiece, ReadOnlyMemory<byte>> content, Func<TPiece, Task<TPiece?>> next) : IResult
    where TPiece : class
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = type + "; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{filename}\"";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        for (var piece = first; piece is not null; piece = await next(piece))
        {
            await response.BodyWriter.WriteAsync(content(piece), httpContext.RequestAborted);
        }
    }
}
