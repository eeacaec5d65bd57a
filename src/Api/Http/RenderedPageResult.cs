using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Net.Mime;
using System.Text;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Http;

/// <summary>Answers with a page of prepared items, <c>{"items":[…],"total":n,"next_cursor":…}</c>, written into the connection without a copy between.</summary>
public sealed class RenderedPageResult(RenderedPage page) : IResult
{
    // What is gathered before it is sent: a page of large items must not pile up in memory.
    private const int FlushAt = 64 * 1024;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = page.ETag;
        if (page.ETag is not null && ETags.ClientHas(httpContext.Request, page.ETag))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        httpContext.Response.ContentType = MediaTypeNames.Application.Json;
        httpContext.Response.ContentLength = Length();
        return WriteAsync(httpContext.Response.BodyWriter, httpContext.RequestAborted);
    }

    private long Length()
    {
        long length = "{\"items\":["u8.Length + "],\"total\":"u8.Length + Digits(page.Total) + CursorLength() + 1 + Math.Max(0, page.Items.Count - 1);
        for (var i = 0; i < page.Items.Count; i++)
        {
            length += page.Items[i].Length;
        }

        return length;
    }

    private async Task WriteAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        var gathered = 0;
        writer.Write("{\"items\":["u8);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
            {
                writer.Write(","u8);
            }

            writer.Write(page.Items[i]);
            gathered += page.Items[i].Length;
            if (gathered > FlushAt)
            {
                await writer.FlushAsync(cancellationToken);
                gathered = 0;
            }
        }

        WriteEnd(writer);
        await writer.FlushAsync(cancellationToken);
    }

    private void WriteEnd(PipeWriter writer)
    {
        writer.Write("],\"total\":"u8);
        Utf8Formatter.TryFormat(page.Total, writer.GetSpan(11), out var digits);
        writer.Advance(digits);
        writer.Write(",\"next_cursor\":"u8);
        WriteCursor(writer);
        writer.Write("}"u8);
    }

    // A cursor is letters, digits, dashes and underscores: it needs no escapes.
    private void WriteCursor(PipeWriter writer)
    {
        if (page.NextCursor is not { } cursor)
        {
            writer.Write("null"u8);
            return;
        }

        writer.Write("\""u8);
        Encoding.ASCII.GetBytes(cursor, writer);
        writer.Write("\""u8);
    }

    private int CursorLength() => ",\"next_cursor\":"u8.Length + (page.NextCursor is { } cursor ? cursor.Length + 2 : "null"u8.Length);

    private static int Digits(int number)
    {
        var digits = 1;
        while ((number /= 10) > 0)
        {
            digits++;
        }

        return digits;
    }
}
