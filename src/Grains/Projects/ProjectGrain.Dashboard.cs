using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Budget;
using BraidMgr.Grains.Budget.Statements;
using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Projects;

// The dashboard: counts from memory, the budget from its statement.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<ProjectDashboard> Dashboard(Caller caller)
    {
        var access = await Authorize(caller, Permission.View);
        var budget = await _org.Query(new LoadBudget(_projectId)) ?? throw Gone();
        var state = await State(access);
        var items = await All(state, access);
        return new ProjectDashboard
        {
            ProjectId = _projectId,
            Name = state.Project.Name,
            Today = access.Today,
            Items = DashboardRules.Count(items),
            ByWorkstream = DashboardRules.ByWorkstream(items, state.Workstreams),
            ByAssignee = DashboardRules.ByAssignee(items),
            NeedsAttention = DashboardRules.NeedsAttention(items),
            Budget = DashboardRules.Summary(BudgetRules.Of(_projectId, budget.Allocated, budget.Complete, budget.ProjectEnd, access.Today)),
        };
    }
}
