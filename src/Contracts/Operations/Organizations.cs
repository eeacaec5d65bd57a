namespace BraidMgr.Contracts.Operations;

/// <summary>An organization as operators see it: where it is and how it stands, nothing of what is in it.</summary>
[GenerateSerializer, Immutable, Alias("braid.org-summary")]
public sealed record OrgSummary(
    Guid Id, string Name, string Slug, string Status, string Server, string Region, string DatabaseName, DateTime CreatedAt);

/// <summary>GET /admin/orgs, by slug.</summary>
[GenerateSerializer, Immutable, Alias("braid.org-list")]
public sealed record OrgList(IReadOnlyList<OrgSummary> Organizations, int Total);

/// <summary>The organizations of the installation, for operators (key: 0).</summary>
[Alias("braid.admin-organizations-grain")]
public interface IAdminOrganizationsGrain : IGrainWithIntegerKey
{
    /// <summary>All of them, those that are being made or deleted included.</summary>
    Task<OrgList> List();

    /// <summary>One of them. NOT_FOUND when no organization has the slug.</summary>
    Task<OrgSummary> Find(string slug);
}
