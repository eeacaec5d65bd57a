using BraidMgr.Api.Auth;
using BraidMgr.Api.Limits;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>What an operation of the admin surface says of itself.</summary>
/// <param name="Operation">Its id; the audit log has it.</param>
/// <param name="NeedsOperator">Whether somebody must be signed in: all but the sign-in.</param>
internal sealed record AdminGuard(string Operation, bool NeedsOperator);

/// <summary>
/// Stands before every operation of the admin surface: which operator calls, and the audit row, which is written before anything is
/// done. For an organization's token there is nothing here.
/// </summary>
internal sealed class AdminAdmission(RequestDelegate next, OperatorTokens operators, TokenVerifier tokens, RateLimits limits, IGrainFactory grains)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<AdminGuard>() is not { } guard)
        {
            await next(http);
            return;
        }

        var exchange = http.Exchange();
        await limits.CountAsync(http, exchange, guard.NeedsOperator ? RouteGroup.Operations : RouteGroup.Auth);
        var operatorId = guard.NeedsOperator ? await Operator(http) : Guid.Empty;
        await BodyReader.ReadAsync(http, exchange);
        await (guard.NeedsOperator ? Audited(http, exchange, guard, operatorId) : next(http));
    }

    private async Task<Guid> Operator(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 1 && await operators.VerifyAsync(header[0]!, http.RequestAborted) is { } id)
        {
            return id;
        }

        throw header.Count == 1 && await tokens.VerifyAsync(header[0]!, http.RequestAborted) is not null
            ? new BraidException(ErrorKind.NotFound, "There is nothing at this address.")
            : Error.Unauthenticated("Sign in first: the request needs an operator's bearer token, which POST /admin/login gives.");
    }

    private async Task Audited(HttpContext http, Exchange exchange, AdminGuard guard, Guid operatorId)
    {
        var path = $"{http.Request.Path}{http.Request.QueryString}";
        var call = new OperatorCall(guard.Operation, http.Request.Method, path[..Math.Min(path.Length, 2000)], exchange.CorrelationId);
        exchange.Operator = await grains.Operator(operatorId).Begin(call);
        try
        {
            await next(http);
        }
        catch (Exception error) when (!http.RequestAborted.IsCancellationRequested)
        {
            await grains.Operator(operatorId).Failed(call, ErrorTranslation.Of(error).Kind.HttpStatus());
            throw;
        }
    }
}
