using BraidMgr.Contracts.Access;

namespace BraidMgr.Contracts.Accounts;

/// <summary>An invitation that was neither used nor withdrawn. Its token travels in the mail only.</summary>
[GenerateSerializer, Immutable, Alias("braid.invitation")]
public sealed record Invitation(Guid Id, string Email, OrgRole OrgRole, Guid? InvitedBy, DateTime ExpiresAt, DateTime CreatedAt);

/// <summary>GET /orgs/current/invitations, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.invitation-list")]
public sealed record InvitationList(IReadOnlyList<Invitation> Invitations, int Total);

/// <summary>Body of POST /orgs/current/invitations.</summary>
[GenerateSerializer, Immutable, Alias("braid.new-invitation")]
public sealed record NewInvitation(string? Email, OrgRole? OrgRole);
