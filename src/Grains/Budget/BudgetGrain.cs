using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Budget.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Feed;
using BraidMgr.Grains.Projects.Statements;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Budget;

/// <summary>
/// The budget of one project. It holds nothing in memory: figures are asked for seldom, and PostgreSQL sums the weeks. Changes of one
/// row queue behind each other, others gather.
/// </summary>
[Reentrant]
internal sealed partial class BudgetGrain : Grain, IBudgetGrain
{
    private readonly Guid _organizationId;
    private readonly Guid _projectId;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly Answers _answers;
    private readonly KeyedTurns<Guid> _turns = new();

    /// <summary>Made by the engine.</summary>
    public BudgetGrain(Authorities authorities)
    {
        (_organizationId, _projectId) = GrainKeys.ReadPair(this.GetPrimaryKeyString());
        (_org, _access) = (GrainFactory.Org(_organizationId), new OrgAccess(authorities, GrainFactory, _organizationId));
        _answers = new Answers(_org);
    }

    /// <inheritdoc/>
    public async Task<BudgetFigures> Figures(Caller caller)
    {
        var access = await Authorize(caller, Permission.View);
        var budget = await Contents();
        var figures = BudgetRules.Of(_projectId, budget.Allocated, budget.Complete, budget.ProjectEnd, access.Today);
        return access.ProjectRole >= ProjectRole.TeamMember
            ? figures
            : figures with { Resources = [.. figures.Resources.Select(r => r with { Hours = null })] };
    }

    /// <inheritdoc/>
    public async Task<AllocationList> Allocations(Caller caller)
    {
        await Authorize(caller, Permission.View);
        await Contents();
        var rows = (await _org.Query(new ListAllocations(_projectId)))!.Items;
        return new(rows, rows.Count);
    }

    /// <inheritdoc/>
    public async Task<Allocation> GetAllocation(Caller caller, Guid allocationId)
    {
        await Authorize(caller, Permission.View);
        return await FindAllocation(allocationId);
    }

    /// <inheritdoc/>
    public async Task<Allocation> AddAllocation(Change change, AllocationInput input)
    {
        await Authorize(change.Caller, Permission.ManageProject);
        return await _answers.Once(change, StoredBudget.Allocation, () =>
            Save(change, new Allocation(Ids.Next(), _projectId, null, 0, null, null, null, default), input));
    }

    /// <inheritdoc/>
    public async Task<Allocation> UpdateAllocation(Change change, Guid allocationId, AllocationInput input)
    {
        await Authorize(change.Caller, Permission.ManageProject);
        return await _turns.Run(allocationId, async () => await Save(change, await FindAllocation(allocationId), input));
    }

    /// <inheritdoc/>
    public async Task DeleteAllocation(Change change, Guid allocationId)
    {
        await Authorize(change.Caller, Permission.ManageProject);
        var write = new DeleteAllocation(await FindAllocation(allocationId)) { Context = WriteContext.Of(change) };
        _ = await Commit(write, "delete") ?? throw Error.NotFound("allocation", allocationId);
    }

    private async Task<Allocation> Save(Change change, Allocation before, AllocationInput input)
    {
        var budget = await Contents();
        var wanted = BudgetChecks.Check(
            before with
            {
                Amount = input.Amount.Or(before.Amount) ?? 0,
                WorkstreamId = input.WorkstreamId.Or(before.WorkstreamId),
                PeriodStart = input.PeriodStart.Or(before.PeriodStart),
                PeriodEnd = input.PeriodEnd.Or(before.PeriodEnd),
                Notes = input.Notes.Or(before.Notes),
            },
            input);
        if (wanted.WorkstreamId is { } workstream && budget.Allocated.All(a => a.WorkstreamId != workstream))
        {
            throw Error.NotFoundIn("workstream_id", "workstream");
        }

        var write = new SaveAllocation(wanted, IsNew: before.CreatedAt == default) { Context = WriteContext.Of(change) };
        return await Commit(write, write.IsNew ? "create" : "update") ?? throw Error.NotFound("allocation", before.Id);
    }

    private async Task<Allocation?> Commit(AllocationWrite write, string action)
    {
        var committed = await _org.Execute(write);
        await Tell(committed?.Project, "allocation", write.Allocation.Id, action);
        return committed?.Allocation;
    }

    /// <summary>Tells those who watch the project of a committed change, and its grain of the version.</summary>
    private Task Tell(ProjectStamp? stamp, string entity, Guid id, string action, bool forViewers = true) => stamp is null
        ? Task.CompletedTask
        : GrainFactory.ProjectFeed(_organizationId, _projectId).Committed(new(stamp, entity, id, action, forViewers));

    private async Task<Allocation> FindAllocation(Guid id) =>
        await _org.Query(new FindAllocation(_projectId, id)) ?? throw Error.NotFound("allocation", id);

    /// <summary>What the figures are made of. NOT_FOUND when there is no such project.</summary>
    private async Task<BudgetContents> Contents() =>
        await _org.Query(new LoadBudget(_projectId)) ?? throw Error.NotFound("project", _projectId);

    private ValueTask<AccessGrant> Authorize(Caller caller, Permission permission) =>
        _access.Authorize(caller, _projectId, permission);
}
