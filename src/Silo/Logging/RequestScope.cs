using BraidMgr.Contracts.Access;

namespace BraidMgr.Silo.Logging;

/// <summary>What every log line of a request carries, on whichever silo it is written: it travels with the grain calls.</summary>
public static class RequestScope
{
    private const string Key = "request";

    /// <summary>The correlation id of the request that is being worked on, if any.</summary>
    public static string? CorrelationId => Current?.CorrelationId;

    /// <summary>The organization of the request that is being worked on, if any.</summary>
    public static Guid? OrganizationId => Current?.OrganizationId;

    private static Request? Current => RequestContext.Get(Key) as Request;

    /// <summary>Begins a request; what its flow calls from here on carries the id.</summary>
    public static void Begin(string correlationId) => RequestContext.Set(Key, new Request(correlationId));

    /// <summary>Tells which organization the request works in, before it calls a grain.</summary>
    public static void Enter(Caller caller)
    {
        if (Current is { } request)
        {
            request.OrganizationId = caller.OrganizationId;
        }
    }

    /// <summary>One value for all, as the context is copied for each. Nothing changes any more when grains are called.</summary>
    [GenerateSerializer, Immutable, Alias("braid.request")]
    internal sealed class Request(string correlationId)
    {
        [Id(0)]
        public string CorrelationId { get; } = correlationId;

        [Id(1)]
        public Guid? OrganizationId { get; set; }
    }
}
