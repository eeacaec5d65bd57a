namespace BraidMgr.Contracts.Access;

/// <summary>What a caller is in an organization, and in the project asked about, at this moment.</summary>
/// <param name="OrgRole">The role in the organization.</param>
/// <param name="ProjectRole">The role in the project asked about; null where there is none, and then the project does not exist for the caller.</param>
/// <param name="Today">The organization's date: indicators depend on it.</param>
/// <param name="UserName">The caller's name.</param>
/// <param name="UserEmail">The caller's address.</param>
/// <param name="MayCreateProjects">Organization admins, or every member where the organization's setting opens it.</param>
/// <param name="Calendar">The days on which the organization works: indicators and forecasts count them.</param>
[GenerateSerializer, Immutable, Alias("braid.access")]
public sealed record AccessGrant(
    OrgRole OrgRole, ProjectRole? ProjectRole, DateOnly Today, string UserName, string UserEmail, bool MayCreateProjects,
    WorkCalendar Calendar);

/// <summary>A member of an organization, as GET /orgs/current/members shows it.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Email">Their address.</param>
/// <param name="Name">Their name.</param>
/// <param name="OrgRole">Their role.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="Active">False while the member is deactivated: let in nowhere, with roles and assignments as they were.</param>
[GenerateSerializer, Immutable, Alias("braid.member")]
public sealed record Member(Guid UserId, string Email, string Name, OrgRole OrgRole, DateTime CreatedAt, bool Active = true);

/// <summary>A person's role in a project, as GET /projects/{id}/members shows it.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-member")]
public sealed record ProjectMember(Guid UserId, Guid ProjectId, string? Email, string? Name, ProjectRole Role, DateTime CreatedAt);

/// <summary>The caller's organization, as GET /orgs/current shows it.</summary>
[GenerateSerializer, Immutable, Alias("braid.organization")]
public sealed record Organization(
    Guid Id, string Name, string Slug, string Status, OrgRole OrgRole, string TimeZone, DateTime CreatedAt, DateTime UpdatedAt,
    IReadOnlyList<string> WorkingDays, IReadOnlyList<DateOnly> Holidays, string? LogoUrl, string Language);
