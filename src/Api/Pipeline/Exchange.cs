using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using Microsoft.AspNetCore.Http.Features;

namespace BraidMgr.Api.Pipeline;

/// <summary>One request with what the pipeline found out about it: correlation id, caller, body, idempotency key.</summary>
public sealed class Exchange(string correlationId)
{
    /// <summary>Ties response, logs and audit rows together.</summary>
    public string CorrelationId { get; } = correlationId;

    /// <summary>Who sends the request, when it carried a good token.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The operator who sends the request, on the admin surface.</summary>
    public OperatorProfile? Operator { get; set; }

    /// <summary>When the caller's token expires.</summary>
    public DateTimeOffset Expires { get; set; }

    /// <summary>The organization that the Host header names, when it names one.</summary>
    public string? Subdomain { get; set; }

    /// <summary>The whole body; empty where there was none.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Present on POSTs that carried an Idempotency-Key.</summary>
    public IdempotencyKey? Idempotency { get; set; }
}

/// <summary>What handlers ask of a request.</summary>
public static class ExchangeExtensions
{
    /// <summary>The request's exchange, which the pipeline has begun.</summary>
    public static Exchange Exchange(this HttpContext http) => http.Features.GetRequiredFeature<Exchange>();

    /// <summary>Who sends the request; on guarded routes there is always somebody.</summary>
    public static Caller Caller(this HttpContext http) =>
        http.Exchange().Caller ?? throw Error.Unauthenticated("Sign in first: the request needs a bearer token.");

    /// <summary>The circumstances of a change that the request asks for.</summary>
    public static Change Change(this HttpContext http)
    {
        var exchange = http.Exchange();
        return new Change(http.Caller(), exchange.CorrelationId, exchange.Idempotency);
    }

    /// <summary>Where the request comes from, for those who are not signed in yet.</summary>
    public static ClientInfo Client(this HttpContext http) =>
        new(ClientNetwork.Of(http.Connection.RemoteIpAddress), http.Exchange().CorrelationId);
}
