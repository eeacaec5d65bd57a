using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Json;
using BraidMgr.Api.Operations;
using BraidMgr.Silo.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>What runs, as /health says it.</summary>
internal sealed class HostAdminEndpoints(HostHealth health)
{
    public void Map(IEndpointRouteBuilder admin) =>
        admin.MapGroup("/host").WithTags("Host").Get("", Report).AdminOp("getHost", "Returns what runs");

    private async Task<HealthReport> Report(HttpContext http) => HealthEndpoints.Of(await health.LookAsync(http.RequestAborted));
}
