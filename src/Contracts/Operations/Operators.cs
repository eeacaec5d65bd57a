namespace BraidMgr.Contracts.Operations;

/// <summary>Body of POST /admin/login.</summary>
[GenerateSerializer, Immutable, Alias("braid.operator-credentials")]
public sealed record OperatorCredentials(string? Email, string? Password);

/// <summary>Somebody who operates the installation: never a member of an organization by that.</summary>
[GenerateSerializer, Immutable, Alias("braid.operator")]
public sealed record OperatorProfile(Guid Id, string Email);

/// <summary>A successful sign-in of an operator. There is no refresh token: whoever is done is signed out by time.</summary>
[GenerateSerializer, Immutable, Alias("braid.operator-signed-in")]
public sealed record OperatorSignedIn(string AccessToken, string TokenType, int ExpiresIn, OperatorProfile Operator);

/// <summary>A call of the admin surface, as the central audit log keeps it.</summary>
/// <param name="Operation">The operation's id in the OpenAPI document.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query; never a body.</param>
/// <param name="CorrelationId">The request's correlation id.</param>
[GenerateSerializer, Immutable, Alias("braid.operator-call")]
public sealed record OperatorCall(string Operation, string Method, string Path, string CorrelationId);
