using BraidMgr.Contracts.Access;

namespace BraidMgr.Silo.Logging;

/// <summary>What every log line of a request carries, on whichever silo it is written: it travels with the grain calls.</summary>
public static class RequestScope
{
    private const string CorrelationKey = "correlation_id";
    private const string OrganizationKey = "organization_id";

    /// <summary>The correlation id of the request that is being worked on, if any.</summary>
    public static string? CorrelationId => RequestContext.Get(CorrelationKey) as string;

    /// <summary>The organization of the request that is being worked on, if any.</summary>
    public static string? OrganizationId => RequestContext.Get(OrganizationKey) as string;

    /// <summary>Begins a request; what its flow calls from here on carries the id.</summary>
    public static void Begin(string correlationId) => RequestContext.Set(CorrelationKey, correlationId);

    /// <summary>Tells which organization the request works in.</summary>
    public static void Enter(Caller caller) => RequestContext.Set(OrganizationKey, caller.OrganizationId.ToString());
}
