using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Silo.Metrics;

/// <summary>GET /metrics, in the text format of Prometheus.</summary>
public static class MetricsEndpoint
{
    private const string Path = "/metrics";

    /// <summary>Answers it to whom it is meant for; to others there is nothing at that address.</summary>
    public static void UseBraidMgrMetrics(this WebApplication app, Func<HttpContext, bool> isMeantFor)
    {
        var metrics = app.Services.GetRequiredService<MetricStore>();
        app.MapWhen(http => http.Request.Path == Path && HttpMethods.IsGet(http.Request.Method) && isMeantFor(http), branch => branch.Run(http =>
        {
            http.Response.ContentType = PrometheusText.ContentType;
            return http.Response.WriteAsync(metrics.Write(), http.RequestAborted);
        }));
    }

    /// <summary>Whether a request comes from this machine, and not through a proxy on it.</summary>
    public static bool IsFromThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("Forwarded");
}
