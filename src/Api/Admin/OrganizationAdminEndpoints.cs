using BraidMgr.Api.Endpoints;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>The organizations of the installation.</summary>
internal sealed class OrganizationAdminEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder admin)
    {
        var orgs = admin.MapGroup("/orgs").WithTags("Organizations");
        orgs.Get("", List).AdminOp("listAllOrganizations", "Lists all organizations and where their databases are");
        orgs.Get("/{slug}", Find).AdminOp("getAnyOrganization", "Returns one organization");
    }

    private Task<OrgList> List(HttpContext http) => grains.AdminOrganizations().List();

    private Task<OrgSummary> Find(string slug) => grains.AdminOrganizations().Find(slug);
}
