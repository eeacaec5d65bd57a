using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Assistant.Statements;
using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Assistant;

/// <summary>
/// What a person may see at this moment, in one project or in all of theirs: everything is asked of the projects' grains as that person,
/// and what those refuse is not there.
/// </summary>
internal sealed class Sight(IGrainFactory grains, Caller asker, Guid? projectId)
{
    private const int Page = 1000;

    /// <summary>The projects, by name. NOT_FOUND when the one that is asked about is not seen.</summary>
    public async Task<IReadOnlyList<Project>> Projects()
    {
        if (projectId is not { } id)
        {
            return (await grains.Projects(asker.OrganizationId).List(asker)).Projects;
        }

        var rendered = await Grain(id).Get(asker);
        return [JsonSerializer.Deserialize(rendered.Json, BraidJson.Default.Project)!];
    }

    /// <summary>The items of a project, by number.</summary>
    public async Task<IReadOnlyList<Item>> Items(Project project)
    {
        var items = new List<Item>();
        while (true)
        {
            var page = await Grain(project.Id).ListItems(asker, new() { Limit = Page, Offset = items.Count });
            items.AddRange(page.Items.Select(json => JsonSerializer.Deserialize(json, BraidJson.Default.Item)!));
            if (page.Items.Count < Page)
            {
                return items;
            }
        }
    }

    /// <summary>What was done in a project in the last days, newest first.</summary>
    public Task<ActivityPage> Activity(Project project, int days, int limit) => Grain(project.Id).Activity(asker, new(days, limit));

    /// <summary>The figures of a project's budget; no hours for viewers.</summary>
    public Task<BudgetFigures> Budget(Project project) => grains.Budget(asker.OrganizationId, project.Id).Figures(asker);

    /// <summary>Which of some items depends on which other of them.</summary>
    public async Task<IReadOnlyList<(Item Item, Item DependsOn)>> Dependencies(Project project, IReadOnlyList<Item> items)
    {
        var seen = items.ToDictionary(i => i.Id);
        var rows = (await grains.Org(asker.OrganizationId).Query(new FindDependencies(project.Id)))!.Items;
        return [.. rows.Where(r => seen.ContainsKey(r.ItemId) && seen.ContainsKey(r.DependsOnId)).Select(r => (seen[r.ItemId], seen[r.DependsOnId]))];
    }

    private IProjectGrain Grain(Guid id) => grains.Project(asker.OrganizationId, id);
}
