using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace BraidMgr.Contracts.Access;

/// <summary>
/// Who may do what in one organization (key: its id): memberships, the organization's status, project roles, each user's
/// earliest valid <c>iat</c> and the revoked sessions. Every request is authorized from it, so a change here holds from the
/// next request on, on every host (architecture, rule 11).
/// </summary>
[Alias("braid.access-grain"), Version(1)]
public interface IAccessGrain : IGrainWithGuidKey
{
    /// <summary>
    /// What the caller is here, now. Errors: AUTHENTICATION_ERROR for a revoked or too old token; NOT_FOUND for a person who
    /// is no member; UNAVAILABLE while the organization is not active.
    /// </summary>
    [AlwaysInterleave]
    ValueTask<AccessGrant> Authorize(Caller caller, Guid? projectId = null);

    /// <summary>The caller's organization.</summary>
    Task<Organization> Current(Caller caller);

    /// <summary>Changes name, time zone or the setting that lets members create projects. Organization admins.</summary>
    Task<Organization> Update(Change change, OrganizationChanges changes);

    /// <summary>The logo that was uploaded and where its bytes are; NOT_FOUND without one. Every member.</summary>
    Task<UploadedFile> Logo(Caller caller);

    /// <summary>Whether the caller may set the logo, before its bytes are read. Organization admins.</summary>
    Task CheckLogo(Caller caller);

    /// <summary>Sets the logo to an image whose bytes are stored, or to none; those of the one before are then removed. Organization admins.</summary>
    Task<Organization> SetLogo(Change change, UploadedFile? logo);

    /// <summary>The key of the logo's bytes; null without one.</summary>
    Task<string?> LogoKey();

    /// <summary>The members, by name. Every member may see them.</summary>
    Task<IReadOnlyList<Member>> Members(Caller caller);

    /// <summary>Makes a registered person a member. Organization admins; owners are made by owners only.</summary>
    Task<Member> AddMember(Change change, NewMember member);

    /// <summary>
    /// Changes a member's role, deactivates them or activates them again; it holds from the next request on. The last active owner stays
    /// one (CONFLICT). Organization admins; owners are changed by owners only.
    /// </summary>
    Task<Member> ChangeMember(Change change, Guid userId, MemberChanges changes);

    /// <summary>Ends a membership, at once. Oneself, or organization admins; the last owner cannot leave (CONFLICT).</summary>
    Task RemoveMember(Change change, Guid userId);

    /// <summary>The invitations that can still be used, newest first. Organization admins.</summary>
    Task<InvitationList> Invitations(Caller caller);

    /// <summary>Mails an invitation, good once and for 7 days, bound to the address; an earlier one is replaced. Organization admins; owners are invited by owners only.</summary>
    Task<Invitation> Invite(Change change, NewInvitation input);

    /// <summary>Withdraws an invitation that was not used. Organization admins.</summary>
    Task WithdrawInvitation(Change change, Guid invitationId);

    /// <summary>The roles given in one project (owners and admins of the organization have theirs without one).</summary>
    Task<IReadOnlyList<ProjectMember>> ProjectMembers(Caller caller, Guid projectId);

    /// <summary>Gives a member a role in a project, or another one. Project admins.</summary>
    Task<ProjectMember> SetProjectRole(Change change, Guid projectId, Guid userId, ProjectRole role);

    /// <summary>Takes a member's role in a project away. Project admins.</summary>
    Task RemoveProjectRole(Change change, Guid projectId, Guid userId);

    /// <summary>Tells of a role that was committed together with a new project.</summary>
    Task ProjectRoleCommitted(Guid projectId, Guid userId, ProjectRole role);

    /// <summary>Tells of a membership that was committed elsewhere, such as on registration with an invitation.</summary>
    Task MembershipCommitted(Guid userId);

    /// <summary>Tells that the organization or its database is another one now: everything is read anew before the next answer.</summary>
    Task Reload();

    /// <summary>Tells that a session was revoked: its access tokens are refused from now on.</summary>
    Task SessionRevoked(Guid sessionId);

    /// <summary>Tells that all of a user's tokens issued before <paramref name="validFrom"/> are refused from now on.</summary>
    Task SessionsRevoked(Guid userId, DateTimeOffset validFrom);

    /// <summary>
    /// Rises with every change of who may do what, also over activations. A host that has checked its connections under a version
    /// need not check them again as long as it holds.
    /// </summary>
    [AlwaysInterleave]
    ValueTask<long> Version();

    /// <summary>Subscribes a host for <see cref="ChatWatch.Lifetime"/> to changes of the version, which is answered.</summary>
    [AlwaysInterleave]
    ValueTask<long> Watch(ILiveObserver observer, Guid hostId);

    /// <summary>Names and addresses of people who appear in the audit log, also of former members; unknown ids are left out.</summary>
    Task<IReadOnlyDictionary<Guid, PersonName>> People(IReadOnlyList<Guid> userIds);
}

/// <summary>The name and address of a person.</summary>
[GenerateSerializer, Immutable, Alias("braid.person-name")]
public sealed record PersonName(string Name, string Email);

/// <summary>Body of POST /orgs/current/members.</summary>
[GenerateSerializer, Immutable, Alias("braid.new-member")]
public sealed record NewMember(string? Email, OrgRole? OrgRole);

/// <summary>Body of PUT /orgs/current/members/{user_id}: only the fields sent change, and one of them must be.</summary>
/// <param name="OrgRole">The role.</param>
/// <param name="Active">False deactivates the member, true activates them again.</param>
[GenerateSerializer, Immutable, Alias("braid.member-changes")]
public sealed record MemberChanges(OrgRole? OrgRole = null, bool? Active = null);

/// <summary>Body of PUT /orgs/current: only the fields sent change.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="TimeZone">IANA name; the organization's day turns at midnight there.</param>
/// <param name="MembersMayCreateProjects">Whether every member may create projects and portfolios.</param>
/// <param name="WorkingDays">Days of the week, such as monday; at least one.</param>
/// <param name="Holidays">Days without work; at most 1,000.</param>
/// <param name="LogoUrl">Where the logo is: https, at most 2,000 characters; null clears it.</param>
/// <param name="Language">The language that people write in, as a code; search stems words by it.</param>
[GenerateSerializer, Immutable, Alias("braid.organization-changes")]
public sealed record OrganizationChanges(
    string? Name, string? TimeZone, bool? MembersMayCreateProjects, IReadOnlyList<string>? WorkingDays = null,
    IReadOnlyList<DateOnly>? Holidays = null, Optional<string?> LogoUrl = default, string? Language = null);
