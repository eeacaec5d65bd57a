using BraidMgr.Silo.Logging;

namespace BraidMgr.Api.Pipeline;

/// <summary>
/// The outermost part: every request gets its correlation id here, and every answer from 400 up its shape, whoever raised it.
/// </summary>
internal sealed class RequestPipeline(RequestDelegate next, ErrorWriter errors)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var exchange = new Exchange(CorrelationId.Of(http.Request));
        http.Features.Set(exchange);
        http.Response.Headers[CorrelationId.Header] = exchange.CorrelationId;
        RequestScope.Begin(exchange.CorrelationId);
        try
        {
            await next(http);
            if (http.Response.StatusCode >= StatusCodes.Status400BadRequest && IsBare(http.Response))
            {
                await ErrorWriter.WriteStatusAsync(http);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await errors.WriteAsync(http, e);
        }
        finally
        {
            RequestTrace.Describe(http, exchange.CorrelationId);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        !response.HasStarted && response.ContentType is null && response.ContentLength is null or 0;
}
