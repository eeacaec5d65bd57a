using System.Net.Mime;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Http;

/// <summary>Answers with an export, piece after piece: one piece is in memory at a time, and the next is asked for when the client took it.</summary>
/// <param name="name">The file's name, without its ending; ASCII.</param>
/// <param name="format">The format.</param>
/// <param name="first">The first piece: asked for before, so that errors are answered as such.</param>
/// <param name="next">Asks for the piece at a position.</param>
public sealed class ExportResult(string name, ExportFormat format, ExportPiece first, Func<ExportPosition, Task<ExportPiece>> next) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = Type + "; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{Ending}\"";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        var piece = first;
        while (true)
        {
            await response.BodyWriter.WriteAsync(piece.Content, httpContext.RequestAborted);
            if (piece.Next is not { } position)
            {
                return;
            }

            piece = await next(position);
        }
    }

    private string Type => format switch { ExportFormat.Csv => MediaTypeNames.Text.Csv, ExportFormat.Markdown => MediaTypeNames.Text.Markdown, _ => YamlUpload.ContentType };

    private string Ending => format switch { ExportFormat.Csv => "csv", ExportFormat.Markdown => "md", _ => "yaml" };
}
