using System.Text.Json.Serialization;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Json;

/// <summary>What every answer from 400 up consists of.</summary>
/// <param name="Error">A code of the catalogue.</param>
/// <param name="Message">For a person.</param>
/// <param name="Details">For bad input, and for ids in it that name nothing: reasons per field.</param>
/// <param name="CorrelationId">The request's, as in the header X-Correlation-ID and in the logs.</param>
/// <param name="Current">With 412 only: what is stored now.</param>
/// <param name="Report">With a refused import only: what could not be read.</param>
public sealed record ErrorBody(
    string Error,
    string Message,
    IReadOnlyDictionary<string, string[]> Details,
    string CorrelationId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonText? Current = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImportReport? Report = null);

/// <summary>A successful sign-in; the refresh token travels in a cookie.</summary>
public sealed record TokenAnswer(string AccessToken, string TokenType, int ExpiresIn, UserProfile User);

/// <summary>An answer that only says what was done.</summary>
public sealed record MessageAnswer(string Message);

/// <summary>Body of POST /auth/forgot-password.</summary>
public sealed record EmailBody(string? Email);

/// <summary>Body of POST /auth/verify-email.</summary>
public sealed record TokenBody(string? Token);

/// <summary>Body of POST /auth/switch-org.</summary>
public sealed record OrganizationChoice(Guid? OrgId);

/// <summary>GET /orgs.</summary>
public sealed record OrganizationList(IReadOnlyList<MyOrganization> Organizations, int Total);

/// <summary>GET /orgs/current/members.</summary>
public sealed record MemberList(IReadOnlyList<Member> Members, int Total);

/// <summary>GET /projects/{id}/members.</summary>
public sealed record ProjectMemberList(IReadOnlyList<ProjectMember> Members, int Total);

/// <summary>Body of PUT /projects/{id}/members/{user_id}.</summary>
public sealed record ProjectRoleBody(ProjectRole? Role);

/// <summary>Body of PUT and POST /projects/{id}/workstreams/reorder: every workstream once.</summary>
public sealed record WorkstreamOrder(IReadOnlyList<Guid>? WorkstreamIds);

/// <summary>Answer of POST /projects/{id}/update-indicators.</summary>
public sealed record UpdatedCount([property: JsonPropertyName("updated_count")] int Count);

/// <summary>GET /projects/{id}/items. Only described here: the items are written as they were rendered.</summary>
public sealed record ItemPage(IReadOnlyList<Item> Items, int Total, string? NextCursor);
