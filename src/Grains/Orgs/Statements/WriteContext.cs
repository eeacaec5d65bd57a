using BraidMgr.Contracts.Access;

namespace BraidMgr.Grains.Orgs.Statements;

/// <summary>Who makes a change, under which correlation id and idempotency key. Goes into the audit row.</summary>
/// <param name="AuditId">The id of the audit row, v7, so that rows of one transaction keep their order.</param>
/// <param name="UserId">The person; null for the system.</param>
/// <param name="CorrelationId">The request's correlation id.</param>
/// <param name="Idempotency">Stored with the change in the same statement, where the statement supports it.</param>
[GenerateSerializer, Immutable, Alias("braid.write-context")]
public sealed record WriteContext(Guid AuditId, Guid? UserId, string? CorrelationId, IdempotencyKey? Idempotency)
{
    /// <summary>The context of a change that a person asked for.</summary>
    public static WriteContext Of(Change change) =>
        new(Ids.Next(), change.Caller.UserId, change.CorrelationId, change.Idempotency);

    /// <summary>The context of a change that nobody asked for.</summary>
    public static WriteContext System { get; } = new(Guid.Empty, null, null, null);
}
