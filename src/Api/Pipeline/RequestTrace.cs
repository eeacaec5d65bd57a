using System.Diagnostics;
using BraidMgr.Grains;
using Microsoft.AspNetCore.Http.Features;

namespace BraidMgr.Api.Pipeline;

/// <summary>Says in a request's span what it was, in the words of OpenTelemetry's conventions for HTTP servers; never with an id or a query of it.</summary>
internal static class RequestTrace
{
    public static void Describe(HttpContext http, string correlationId)
    {
        if (!Telemetry.Source.HasListeners() || http.Features.Get<IHttpActivityFeature>()?.Activity is not { } span)
        {
            return;
        }

        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/');
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        span.SetTag("http.request.method", http.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        span.SetTag("braid.correlation_id", correlationId);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
