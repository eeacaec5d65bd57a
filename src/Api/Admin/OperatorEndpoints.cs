using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Http;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>Operators sign in here; their accounts are made by <c>braidmgr operator create</c> and nowhere else.</summary>
internal sealed class OperatorEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder admin)
    {
        var operators = admin.MapGroup("").WithTags("Operators");
        operators.Post("/login", Login).AdminOp("loginOperator", "Signs an operator in", needsOperator: false);
        operators.Get("/me", Me).AdminOp("getOperator", "Returns the operator who asks");
    }

    private Task<OperatorSignedIn> Login(HttpContext http, Body<OperatorCredentials> body) =>
        grains.OperatorAccount(EmailKey.Of(body.Value.Email)).Login(body.Value, http.Client());

    private static OperatorProfile Me(HttpContext http) => http.Operator();
}
