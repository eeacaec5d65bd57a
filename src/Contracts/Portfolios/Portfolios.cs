using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Portfolios;

/// <summary>Projects that are looked at together; a project can be in many.</summary>
/// <param name="Id">The portfolio's id.</param>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">At most 20,000 characters.</param>
/// <param name="ProjectIds">The projects in it that the caller may see, by name.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
[GenerateSerializer, Immutable, Alias("braid.portfolio")]
public sealed record Portfolio(
    Guid Id, string Name, string? Description, IReadOnlyList<Guid> ProjectIds, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>Body of POST and PUT of a portfolio: only the fields sent change, null clears. POST needs a name.</summary>
[GenerateSerializer, Immutable, Alias("braid.portfolio-input")]
public sealed record PortfolioInput(Optional<string?> Name, Optional<string?> Description);

/// <summary>GET /portfolios, by name.</summary>
[GenerateSerializer, Immutable, Alias("braid.portfolio-list")]
public sealed record PortfolioList(IReadOnlyList<Portfolio> Portfolios, int Total);

/// <summary>GET /portfolios/{id}/dashboard: summed over the projects that the caller may see.</summary>
/// <param name="PortfolioId">The portfolio.</param>
/// <param name="Name">Its name.</param>
/// <param name="Items">Counts over all projects.</param>
/// <param name="Budget">The budgets together.</param>
/// <param name="Projects">Each project, by name.</param>
[GenerateSerializer, Immutable, Alias("braid.portfolio-dashboard")]
public sealed record PortfolioDashboard(
    Guid PortfolioId, string Name, ItemCounts Items, BudgetSummary Budget, IReadOnlyList<PortfolioProject> Projects);

/// <summary>A project of a portfolio, in short.</summary>
[GenerateSerializer, Immutable, Alias("braid.portfolio-project")]
public sealed record PortfolioProject(Guid ProjectId, string Name, ItemCounts Items, BudgetSummary Budget);

/// <summary>The portfolios of one organization (key: its id). Who may create projects keeps them; every member sees them.</summary>
[Alias("braid.portfolios-grain"), Version(1)]
public interface IPortfoliosGrain : IGrainWithGuidKey
{
    /// <summary>All portfolios by name. Permission: org_member.</summary>
    Task<PortfolioList> List(Caller caller);

    /// <summary>One portfolio. Permission: org_member.</summary>
    Task<Portfolio> Get(Caller caller, Guid portfolioId);

    /// <summary>Makes a portfolio. Permission: create_project.</summary>
    Task<Portfolio> Create(Change change, PortfolioInput input);

    /// <summary>Changes the fields sent. Permission: create_project.</summary>
    Task<Portfolio> Update(Change change, Guid portfolioId, PortfolioInput input);

    /// <summary>Removes a portfolio; its projects stay. Permission: create_project.</summary>
    Task Delete(Change change, Guid portfolioId);

    /// <summary>Puts a project that the caller may see into a portfolio, if it is not there. Permission: create_project.</summary>
    Task AddProject(Change change, Guid portfolioId, Guid projectId);

    /// <summary>Takes a project out of a portfolio. Permission: create_project.</summary>
    Task RemoveProject(Change change, Guid portfolioId, Guid projectId);

    /// <summary>Counts and budgets over what the caller may see. Permission: org_member.</summary>
    [ResponseTimeout("00:02:00")]
    Task<PortfolioDashboard> Dashboard(Caller caller, Guid portfolioId);
}
