using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Operations;

/// <summary>An organization as operators see it: where it is and how it stands, nothing of what is in it.</summary>
[GenerateSerializer, Immutable, Alias("braid.org-summary")]
public sealed record OrgSummary(
    Guid Id, string Name, string Slug, string Status, string Server, string Region, string DatabaseName, DateTime CreatedAt);

/// <summary>GET /admin/orgs, by slug.</summary>
[GenerateSerializer, Immutable, Alias("braid.org-list")]
public sealed record OrgList(IReadOnlyList<OrgSummary> Organizations, int Total);

/// <summary>Body of POST /admin/orgs.</summary>
/// <param name="Name">Its name; null: the slug.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="Owner">The address of a registered person, who will own it.</param>
/// <param name="Region">The region that its database has to be in; null: any.</param>
[GenerateSerializer, Immutable, Alias("braid.create-organization")]
public sealed record CreateOrganization(string? Name, string? Slug, string? Owner, string? Region);

/// <summary>Body of POST /admin/orgs/{slug}/delete.</summary>
/// <param name="GraceHours">For how long it is only suspended, 0 to 8760; null: a week.</param>
[GenerateSerializer, Immutable, Alias("braid.delete-organization")]
public sealed record DeleteOrganization(int? GraceHours)
{
    /// <summary>A week.</summary>
    public const int DefaultGraceHours = 168;
}

/// <summary>Body of POST /admin/orgs/{slug}/rename.</summary>
/// <param name="Slug">The slug that it gets.</param>
[GenerateSerializer, Immutable, Alias("braid.rename-organization")]
public sealed record RenameOrganization(string? Slug);

/// <summary>A change of slug as it is ordered.</summary>
[GenerateSerializer, Immutable, Alias("braid.rename-order")]
public sealed record RenameOrder(string Slug, string To);

/// <summary>A deletion as it is ordered.</summary>
[GenerateSerializer, Immutable, Alias("braid.delete-order")]
public sealed record DeleteOrder(string Slug, int GraceHours);

/// <summary>Body of POST /admin/statements/verify.</summary>
/// <param name="Statement">What the last step of a deletion answered.</param>
[GenerateSerializer, Immutable, Alias("braid.statement-to-verify")]
public sealed record StatementToVerify(string? Statement);

/// <summary>What a signed statement of a deletion says.</summary>
/// <param name="OrganizationId">The organization that was removed.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="SignedAt">When.</param>
/// <param name="OrderedBy">Who ordered it.</param>
/// <param name="RunId">The run that removed it.</param>
/// <param name="Removed">What was removed, by kind.</param>
[GenerateSerializer, Immutable, Alias("braid.verified-statement")]
public sealed record VerifiedStatement(
    Guid OrganizationId, string Slug, DateTime SignedAt, string OrderedBy, Guid RunId, IReadOnlyDictionary<string, string> Removed);

/// <summary>The organizations of the installation, for operators (key: 0).</summary>
[Alias("braid.admin-organizations-grain"), Version(1)]
public interface IAdminOrganizationsGrain : IGrainWithIntegerKey
{
    /// <summary>All of them, those that are being made or deleted included.</summary>
    Task<OrgList> List();

    /// <summary>One of them. NOT_FOUND when no organization has the slug.</summary>
    Task<OrgSummary> Find(string slug);

    /// <summary>
    /// Creates an organization on a server of a region that has room. VALIDATION_ERROR for values that cannot be, an owner whom nobody
    /// knows, or a region without room; CONFLICT when the slug is taken.
    /// </summary>
    Task<OrgSummary> Create(CreateOrganization organization, string correlationId);

    /// <summary>Closes an organization to everybody, at once; what is in it stays. Again is no error. CONFLICT while something else is done to it.</summary>
    Task<OrgSummary> Suspend(string slug);

    /// <summary>Opens a suspended organization again. Again is no error. CONFLICT while something else is done to it.</summary>
    Task<OrgSummary> Resume(string slug);

    /// <summary>
    /// The slug that an organization may get. VALIDATION_ERROR when it cannot be one, NOT_FOUND when there is no such organization, CONFLICT
    /// when the slug is taken, and while something else is done to the organization.
    /// </summary>
    Task<string> CheckRename(string slug, RenameOrganization order);

    /// <summary>What the signed statement of a deletion says. VALIDATION_ERROR when it is none of this installation, or was changed.</summary>
    Task<VerifiedStatement> VerifyStatement(string? statement);
}
