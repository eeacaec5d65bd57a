using BraidMgr.Silo.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Silo.Operations;

/// <summary>What a silo without an API answers: whether it lives, whether it is ready, and its metrics.</summary>
public static class SiloHealth
{
    /// <summary>Maps the routes.</summary>
    public static void MapSiloHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => "live");
        app.MapGet("/health/ready", Ready);
        app.UseBraidMgrMetrics(_ => true);
    }

    private static async Task Ready(HttpContext http)
    {
        var services = http.RequestServices;
        var ready = !services.GetRequiredService<Drain>().IsOn
            && (await services.GetRequiredService<HostHealth>().LookAsync(http.RequestAborted)).IsReady;
        http.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await http.Response.WriteAsync(ready ? "ready" : "unavailable", http.RequestAborted);
    }
}
