namespace BraidMgr.Contracts.Accounts;

/// <summary>Where a request to sign in comes from.</summary>
/// <param name="Network">The client's network (an IPv4 /24 or IPv6 /48), against which failures are counted.</param>
/// <param name="CorrelationId">The request's correlation id.</param>
[GenerateSerializer, Immutable, Alias("braid.client-info")]
public sealed record ClientInfo(string Network, string CorrelationId);

/// <summary>Body of POST /auth/register.</summary>
[GenerateSerializer, Immutable, Alias("braid.registration")]
public sealed record Registration(
    string? Email, string? Password, string? Name, string? OrgName = null, string? OrgSlug = null, string? InvitationToken = null);

/// <summary>Body of POST /auth/login.</summary>
[GenerateSerializer, Immutable, Alias("braid.login")]
public sealed record Credentials(string? Email, string? Password, string? OrgSlug = null);

/// <summary>Body of POST /auth/reset-password.</summary>
[GenerateSerializer, Immutable, Alias("braid.password-reset")]
public sealed record PasswordReset(string? Email, string? Token, string? NewPassword);

/// <summary>Body of PUT /auth/password.</summary>
[GenerateSerializer, Immutable, Alias("braid.password-change")]
public sealed record PasswordChange(string? CurrentPassword, string? NewPassword);

/// <summary>Body of PUT /auth/me: only the fields sent change; null clears avatar_url.</summary>
[GenerateSerializer, Immutable, Alias("braid.profile-changes")]
public sealed record ProfileChanges(Optional<string?> Name, Optional<string?> AvatarUrl);

/// <summary>A person, as GET /auth/me shows it.</summary>
[GenerateSerializer, Immutable, Alias("braid.user")]
public sealed record UserProfile(
    Guid Id, string Email, string Name, string? AvatarUrl, bool EmailVerified, Guid? OrgId, Access.OrgRole? OrgRole, DateTime CreatedAt);

/// <summary>A successful sign-in. The access token lives 15 minutes, the refresh token 7 days; the latter travels in a cookie only.</summary>
[GenerateSerializer, Immutable, Alias("braid.signed-in")]
public sealed record SignedIn(string AccessToken, int ExpiresIn, UserProfile User, string RefreshToken, DateTimeOffset RefreshExpiresAt);

/// <summary>An organization of the caller's, as GET /orgs lists it.</summary>
[GenerateSerializer, Immutable, Alias("braid.my-organization")]
public sealed record MyOrganization(Guid Id, string Name, string Slug, string Status, Access.OrgRole OrgRole, DateTime CreatedAt);

/// <summary>Body of POST /orgs.</summary>
[GenerateSerializer, Immutable, Alias("braid.new-organization")]
public sealed record NewOrganization(string? Name, string? Slug);

/// <summary>A public key that access tokens are verified with (ES256, SubjectPublicKeyInfo).</summary>
[GenerateSerializer, Immutable, Alias("braid.verification-key")]
public sealed record VerificationKey(string Kid, byte[] PublicKey);
