using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>What every admin route says of itself, and how it begins runs.</summary>
internal static class AdminOperation
{
    /// <summary>Names an operation of operators.</summary>
    public static RouteHandlerBuilder AdminOp(this RouteHandlerBuilder route, string id, string summary, bool needsOperator = true) =>
        route.WithName(id).WithSummary(summary).WithMetadata(new AdminGuard(id, needsOperator));

    /// <summary>The operator who calls.</summary>
    public static OperatorProfile Operator(this HttpContext http) =>
        http.Exchange().Operator ?? throw Error.Unauthenticated("Sign in first: the request needs an operator's bearer token.");

    /// <summary>Begins a run of a kind and answers 202 with it; see <see cref="IRunsGrain.Start"/>.</summary>
    public static async Task<IResult> Begin(this IGrainFactory grains, HttpContext http, string kind, string subject, string arguments)
    {
        var who = http.Operator();
        var order = new RunOrder(Guid.CreateVersion7(), kind, subject, arguments, who.Email, who.Id, http.Exchange().CorrelationId);
        return TypedResults.Accepted($"/admin/runs/{order.Id}", await grains.Runs().Start(order));
    }
}
