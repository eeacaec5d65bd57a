using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Portfolios;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Portfolios.Statements;
using BraidMgr.Grains.Projects;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Portfolios;

/// <summary>The portfolios of one organization. Of the projects in them a caller is shown those that the caller may see.</summary>
[Reentrant]
internal sealed class PortfoliosGrain : Grain, IPortfoliosGrain
{
    private const int MaxDescription = 20_000;
    private const int AtOnce = 8;

    private readonly Guid _organizationId;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly Answers _answers;
    private readonly KeyedTurns<Guid> _turns = new();

    /// <summary>Made by the engine.</summary>
    public PortfoliosGrain(Authorities authorities)
    {
        _organizationId = this.GetPrimaryKey();
        (_org, _access) = (GrainFactory.Org(_organizationId), new OrgAccess(authorities, GrainFactory, _organizationId));
        _answers = new Answers(_org);
    }

    /// <inheritdoc/>
    public async Task<PortfolioList> List(Caller caller)
    {
        await Authorize(caller);
        var portfolios = new List<Portfolio>();
        foreach (var portfolio in (await _org.Query(new ListPortfolios()))!.Items)
        {
            portfolios.Add(await ShownTo(caller, portfolio));
        }

        return new(portfolios, portfolios.Count);
    }

    /// <inheritdoc/>
    public async Task<Portfolio> Get(Caller caller, Guid portfolioId)
    {
        await Authorize(caller);
        return await ShownTo(caller, await Find(portfolioId));
    }

    /// <inheritdoc/>
    public async Task<Portfolio> Create(Change change, PortfolioInput input)
    {
        await AuthorizeToKeep(change.Caller);
        return await _answers.Once(change, Stored, () => Save(change, new Portfolio(Ids.Next(), "", null, [], default, default), input));
    }

    /// <inheritdoc/>
    public async Task<Portfolio> Update(Change change, Guid portfolioId, PortfolioInput input)
    {
        await AuthorizeToKeep(change.Caller);
        return await _turns.Run(portfolioId, async () => await ShownTo(change.Caller, await Save(change, await Find(portfolioId), input)));
    }

    /// <inheritdoc/>
    public async Task Delete(Change change, Guid portfolioId)
    {
        await AuthorizeToKeep(change.Caller);
        var write = new DeletePortfolio(await Find(portfolioId)) { Context = WriteContext.Of(change) };
        _ = await _org.Execute(write) ?? throw Error.NotFound("portfolio", portfolioId);
    }

    /// <inheritdoc/>
    public async Task AddProject(Change change, Guid portfolioId, Guid projectId)
    {
        await AuthorizeToKeep(change.Caller);
        await Find(portfolioId);
        await RequireSight(change.Caller, projectId);
        _ = await _org.Execute(new LinkProject(portfolioId, projectId) { Context = WriteContext.Of(change) }) ?? throw Error.NotFound("project", projectId);
    }

    /// <inheritdoc/>
    public async Task RemoveProject(Change change, Guid portfolioId, Guid projectId)
    {
        await AuthorizeToKeep(change.Caller);
        await Find(portfolioId);
        await RequireSight(change.Caller, projectId);
        _ = await _org.Execute(new UnlinkProject(portfolioId, projectId) { Context = WriteContext.Of(change) }) ?? throw Error.NotFound("project", projectId);
    }

    /// <inheritdoc/>
    public async Task<PortfolioDashboard> Dashboard(Caller caller, Guid portfolioId)
    {
        await Authorize(caller);
        var portfolio = await ShownTo(caller, await Find(portfolioId));
        var projects = new List<PortfolioProject>();
        foreach (var some in portfolio.ProjectIds.Chunk(AtOnce))
        {
            var boards = await Task.WhenAll(some.Select(id => GrainFactory.Project(_organizationId, id).Dashboard(caller)));
            projects.AddRange(boards.Select(b => new PortfolioProject(b.ProjectId, b.Name, b.Items, b.Budget)));
        }

        return new(
            portfolio.Id, portfolio.Name, DashboardRules.Sum(projects.ConvertAll(p => p.Items)), DashboardRules.Sum(projects.ConvertAll(p => p.Budget)),
            projects);
    }

    private async Task<Portfolio> Save(Change change, Portfolio before, PortfolioInput input)
    {
        var errors = new ValidationErrors();
        var isNew = before.CreatedAt == default;
        if (input.Name.IsSet ? input.Name.Value is null : isNew)
        {
            errors.Add("name", "is required");
        }

        errors.Text("name", input.Name.Or(null), 200, 1);
        errors.Text("description", input.Description.Or(null), MaxDescription);
        errors.ThrowIfAny();
        var wanted = before with { Name = input.Name.Or(before.Name) ?? before.Name, Description = input.Description.Or(before.Description) };
        return await _org.Execute(new SavePortfolio(wanted, isNew) { Context = WriteContext.Of(change) }) ?? throw Error.NotFound("portfolio", before.Id);
    }

    private async Task<Portfolio> Find(Guid id) =>
        (await _org.Query(new ListPortfolios(id)))!.Items is [var portfolio] ? portfolio : throw Error.NotFound("portfolio", id);

    private async Task<Portfolio> ShownTo(Caller caller, Portfolio portfolio)
    {
        var seen = new List<Guid>();
        foreach (var id in portfolio.ProjectIds)
        {
            if ((await _access.Authorize(caller, id)).ProjectRole is not null)
            {
                seen.Add(id);
            }
        }

        return portfolio with { ProjectIds = seen };
    }

    private async Task RequireSight(Caller caller, Guid projectId)
    {
        if ((await _access.Authorize(caller, projectId)).ProjectRole is null)
        {
            throw Error.NotFound("project", projectId);
        }
    }

    private async Task AuthorizeToKeep(Caller caller)
    {
        if (!(await Authorize(caller)).MayCreateProjects)
        {
            throw Error.Forbidden("Portfolios are kept by admins of the organization, unless its settings open projects to members.");
        }
    }

    private ValueTask<AccessGrant> Authorize(Caller caller) => caller.OrganizationId == _organizationId
        ? _access.Authorize(caller)
        : throw Error.NotFound("organization");

    private static Portfolio Stored(JsonText row)
    {
        var stored = JsonSerializer.Deserialize(row.Json, BraidJson.Default.Portfolio)!;
        return stored with { ProjectIds = [], CreatedAt = stored.CreatedAt.ToUniversalTime(), UpdatedAt = stored.UpdatedAt.ToUniversalTime() };
    }
}
