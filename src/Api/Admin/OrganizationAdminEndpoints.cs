using System.Text.Json;
using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Http;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>The organizations of the installation.</summary>
internal sealed class OrganizationAdminEndpoints(IGrainFactory grains)
{
    private const int MaxGraceHours = 8760;

    public void Map(IEndpointRouteBuilder admin)
    {
        var orgs = admin.MapGroup("/orgs").WithTags("Organizations");
        orgs.Get("", List).AdminOp("listAllOrganizations", "Lists all organizations and where their databases are");
        orgs.Post("", Create).AdminOp("createAnyOrganization", "Creates an organization of a registered person, in a region").Produces<OrgSummary>(201);
        orgs.Get("/{slug}", Find).AdminOp("getAnyOrganization", "Returns one organization");
        orgs.Post("/{slug}/suspend", Suspend).AdminOp("suspendOrganization", "Closes an organization to everybody; what is in it stays");
        orgs.Post("/{slug}/resume", Resume).AdminOp("resumeOrganization", "Opens a suspended organization again");
        orgs.Post("/{slug}/rename", Rename).AdminOp("renameOrganization", "Begins a run that gives an organization another slug").Produces<Run>(202);
        admin.MapGroup("/statements").WithTags("Organizations").Post("/verify", Verify)
            .AdminOp("verifyStatement", "Says what the signed statement of a deletion says, if nobody has changed it");
        orgs.Post("/{slug}/delete", Delete).AdminOp("deleteAnyOrganization", "Begins a run that removes an organization after a grace period").Produces<Run>(202);
    }

    private Task<OrgList> List(HttpContext http) => grains.AdminOrganizations().List();

    private async Task<IResult> Create(HttpContext http, Body<CreateOrganization> body)
    {
        var made = await grains.AdminOrganizations().Create(body.Value, http.Exchange().CorrelationId);
        return TypedResults.Created($"/admin/orgs/{made.Slug}", made);
    }

    private Task<OrgSummary> Find(string slug) => grains.AdminOrganizations().Find(slug);

    private Task<OrgSummary> Suspend(string slug) => grains.AdminOrganizations().Suspend(slug);

    private Task<OrgSummary> Resume(string slug) => grains.AdminOrganizations().Resume(slug);

    private Task<VerifiedStatement> Verify(HttpContext http, Body<StatementToVerify> body) =>
        grains.AdminOrganizations().VerifyStatement(body.Value.Statement);

    private async Task<IResult> Rename(HttpContext http, string slug, Body<RenameOrganization> body)
    {
        var to = await grains.AdminOrganizations().CheckRename(slug, body.Value);
        var order = JsonSerializer.Serialize(new RenameOrder(slug, to), OperationsJson.Default.RenameOrder);
        return await grains.Begin(http, "rename", $"organization {slug}", order);
    }

    private async Task<IResult> Delete(HttpContext http, string slug, Body<DeleteOrganization> body)
    {
        var hours = body.Value.GraceHours ?? DeleteOrganization.DefaultGraceHours;
        if (hours is < 0 or > MaxGraceHours)
        {
            throw Error.Invalid("grace_hours", $"must be 0 to {MaxGraceHours}");
        }

        // What is being deleted may be so after a run that failed: the next goes on.
        if (await grains.AdminOrganizations().Find(slug) is { Status: not ("active" or "suspended" or "deleting") } org)
        {
            throw Error.Conflict($"Organization {slug} is {org.Status}; only one that is active or suspended can be deleted.");
        }

        var order = JsonSerializer.Serialize(new DeleteOrder(slug, hours), OperationsJson.Default.DeleteOrder);
        return await grains.Begin(http, "delete", $"organization {slug}", order);
    }
}
