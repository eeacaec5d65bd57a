using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Silo.Hosting;
using BraidMgr.Silo.Operations;

namespace BraidMgr.Api.Operations;

/// <summary>What monitoring and load balancers ask.</summary>
internal sealed class HealthEndpoints(HostHealth health, DemoOrganization demo, Drain drain)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Operations");
        group.Get("", Report).Op("getHealth", "Returns what runs", Permission.Anonymous, RouteGroup.Operations);
        group.Get("/live", Live).Op("getLiveness", "Answers as long as the process does", Permission.Anonymous, RouteGroup.Operations);
        group.Get("/ready", Ready).Op("getReadiness", "Answers 503 while requests cannot be served", Permission.Anonymous, RouteGroup.Operations);
    }

    private static HealthAnswer Live() => new("live");

    private async Task<HealthAnswer> Ready(HttpContext http)
    {
        if (drain.IsOn)
        {
            throw Error.Unavailable("The host is stopping.");
        }

        var status = await health.LookAsync(http.RequestAborted);
        return !status.GrainsAnswer ? throw Error.Unavailable("The grains do not answer.")
            : !status.IsReady ? throw Error.Unavailable("The central database does not answer.")
            : demo.IsComing ? throw Error.Unavailable("The demo organization is being made.")
            : new("ready");
    }

    private async Task<HealthReport> Report(HttpContext http) => Of(await health.LookAsync(http.RequestAborted));

    /// <summary>What is told of a host's status.</summary>
    internal static HealthReport Of(HostStatus status) => new(
        status.IsReady ? "ready" : "unavailable",
        Product.Version,
        new EngineReport(EngineHosting.Name, Product.EngineVersion),
        status.Silos,
        new DatabasesReport(status.Central is null ? "unreachable" : "reachable", status.Central?.Version, status.Central?.Organizations));
}
