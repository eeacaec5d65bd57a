using BraidMgr.Api.Endpoints;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>Long work that operators asked for. Clients poll it: with the number of the last change they get only what is new.</summary>
internal sealed class RunEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder admin)
    {
        var runs = admin.MapGroup("/runs").WithTags("Runs");
        runs.Get("", List).AdminOp("listRuns", "Lists runs, the newest first");
        runs.Get("/{runId:guid}", Look).AdminOp("getRun", "Returns a run, with the steps that changed after a number");
        runs.Post("/{runId:guid}/cancel", Cancel).AdminOp("cancelRun", "Ends a run at the next safe place; what is done stays done");
    }

    private Task<RunList> List(HttpContext http) => grains.Runs().List();

    private Task<Run> Look(Guid runId, long? after) => grains.Run(runId).Look(after ?? 0);

    private Task<Run> Cancel(Guid runId) => grains.Run(runId).Cancel();
}
