using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Portfolios;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>Projects that are looked at together.</summary>
internal sealed class PortfolioEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var portfolios = api.MapGroup("/portfolios").WithTags("Portfolios");
        portfolios.Get("", List).Op("listPortfolios", "Lists the portfolios", Permission.OrgMember);
        portfolios.Post("", Create).Op("createPortfolio", "Makes a portfolio", Permission.CreateProject);
        portfolios.Get("/{portfolioId:guid}", Get).Op("getPortfolio", "Returns a portfolio", Permission.OrgMember);
        portfolios.Put("/{portfolioId:guid}", Update).Op("updatePortfolio", "Changes the fields sent", Permission.CreateProject);
        portfolios.Delete("/{portfolioId:guid}", Delete).Op("deletePortfolio", "Removes a portfolio; its projects stay", Permission.CreateProject);
        portfolios.Put("/{portfolioId:guid}/projects/{projectId:guid}", AddProject)
            .Op("addPortfolioProject", "Puts a project into a portfolio", Permission.CreateProject);
        portfolios.Delete("/{portfolioId:guid}/projects/{projectId:guid}", RemoveProject)
            .Op("removePortfolioProject", "Takes a project out of a portfolio", Permission.CreateProject);
        portfolios.Get("/{portfolioId:guid}/dashboard", Dashboard)
            .Op("getPortfolioDashboard", "Sums up the projects that the caller may see", Permission.OrgMember);
    }

    private Task<PortfolioList> List(HttpContext http) => Portfolios(http).List(http.Caller());

    private async Task<Created<Portfolio>> Create(HttpContext http, Body<PortfolioInput> body) =>
        TypedResults.Created((string?)null, await Portfolios(http).Create(http.Change(), body.Value));

    private Task<Portfolio> Get(HttpContext http, Guid portfolioId) => Portfolios(http).Get(http.Caller(), portfolioId);

    private Task<Portfolio> Update(HttpContext http, Guid portfolioId, Body<PortfolioInput> body) =>
        Portfolios(http).Update(http.Change(), portfolioId, body.Value);

    private async Task<NoContent> Delete(HttpContext http, Guid portfolioId)
    {
        await Portfolios(http).Delete(http.Change(), portfolioId);
        return TypedResults.NoContent();
    }

    private async Task<NoContent> AddProject(HttpContext http, Guid portfolioId, Guid projectId)
    {
        await Portfolios(http).AddProject(http.Change(), portfolioId, projectId);
        return TypedResults.NoContent();
    }

    private async Task<NoContent> RemoveProject(HttpContext http, Guid portfolioId, Guid projectId)
    {
        await Portfolios(http).RemoveProject(http.Change(), portfolioId, projectId);
        return TypedResults.NoContent();
    }

    private Task<PortfolioDashboard> Dashboard(HttpContext http, Guid portfolioId) => Portfolios(http).Dashboard(http.Caller(), portfolioId);

    private IPortfoliosGrain Portfolios(HttpContext http) => grains.Portfolios(http.Caller().OrganizationId);
}
