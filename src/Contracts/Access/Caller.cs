namespace BraidMgr.Contracts.Access;

/// <summary>Who sends a request, as the verified token says; what is allowed is never part of it (<see cref="IAccessGrain"/>).</summary>
/// <param name="UserId">Claim <c>sub</c>.</param>
/// <param name="OrganizationId">Claim <c>org_id</c>: the organization that the request works in.</param>
/// <param name="SessionId">Claim <c>sid</c>: the family of refresh tokens.</param>
/// <param name="IssuedAt">Claim <c>iat</c>.</param>
[GenerateSerializer, Immutable, Alias("braid.caller")]
public sealed record Caller(Guid UserId, Guid OrganizationId, Guid SessionId, DateTimeOffset IssuedAt);

/// <summary>The circumstances of a change: who makes it, under which correlation id, and under which idempotency key if any.</summary>
/// <param name="Caller">Who makes the change.</param>
/// <param name="CorrelationId">Ties the response, the logs and the audit row together; at most 100 characters.</param>
/// <param name="Idempotency">Present on POSTs that carried an Idempotency-Key.</param>
[GenerateSerializer, Immutable, Alias("braid.change")]
public sealed record Change(Caller Caller, string CorrelationId, IdempotencyKey? Idempotency = null);

/// <summary>An Idempotency-Key: for 24 hours the same key and body get the same answer and do nothing twice.</summary>
/// <param name="Key">The header's value, 1 to 200 characters.</param>
/// <param name="Route">Method and path, so that a key used on another route is a conflict.</param>
/// <param name="BodySha256">SHA-256 of the body, so that a key used with another body is a conflict.</param>
[GenerateSerializer, Immutable, Alias("braid.idempotency-key")]
public sealed record IdempotencyKey(string Key, string Route, byte[] BodySha256);
