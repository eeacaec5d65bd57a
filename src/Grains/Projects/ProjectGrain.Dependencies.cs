using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Dependencies;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// What the items of the project wait for. Dependencies are not held in memory: they are read seldom.
internal sealed partial class ProjectGrain
{
    private const string DependsOnField = "depends_on_id";

    /// <inheritdoc/>
    public async Task<DependencyList> ListDependencies(Caller caller, ItemRef item)
    {
        var access = await Authorize(caller, Permission.View);
        var id = (await Find(await State(access), item, access)).Item.Id;
        return (await Expect(access)).Around(id);
    }

    /// <inheritdoc/>
    public async Task<CriticalPath> CriticalPath(Caller caller) => (await Expect(await Authorize(caller, Permission.View))).CriticalPath();

    /// <inheritdoc/>
    public async Task<Dependency> AddDependency(Change change, ItemRef item, DependencyInput input)
    {
        var access = await Authorize(change.Caller, Permission.EditItems);
        var state = await State(access);
        var waiting = (await Find(state, item, access)).Item;
        return await _answers.Once(change, StoredRows.Dependency, async () =>
        {
            var reference = new ItemRef(null, input.DependsOnId ?? throw Error.Invalid(DependsOnField, "is required"));
            var wanted = (await Seek(state, reference, access) ?? throw Error.NotFoundIn(DependsOnField, "item")).Item;
            if (wanted.Id == waiting.Id)
            {
                throw Error.Invalid(DependsOnField, $"is item {waiting.ItemNum} itself");
            }

            await RefuseCycle(state, waiting, wanted);
            return await CommitDependency(change, waiting, wanted);
        });
    }

    /// <inheritdoc/>
    public async Task RemoveDependency(Change change, ItemRef item, ItemRef dependsOn)
    {
        var access = await Authorize(change.Caller, Permission.EditItems);
        var state = await State(access);
        var (waiting, wanted) = ((await Find(state, item, access)).Item, (await Find(state, dependsOn, access)).Item);
        var write = new RemoveDependency { Context = WriteContext.Of(change), ProjectId = _projectId, ItemId = waiting.Id, DependsOnId = wanted.Id };
        _ = await Commit(write, (s, row) => s.Apply(row.Project))
            ?? throw new BraidException(ErrorKind.NotFound, $"Item {waiting.ItemNum} does not depend on item {wanted.ItemNum}.");
    }

    private async Task<Forecast> Expect(AccessGrant access)
    {
        var edges = await _org.Query(new ListDependencies(_projectId));
        var items = await All(await State(access), access);
        return new(items, edges!.Items.Select(e => (e.ItemId, e.DependsOnId)), access.Calendar, access.Today);
    }

    /// <summary>Names the cycle that a dependency would close. Where somebody adds the other half meanwhile, the database refuses it.</summary>
    private async Task RefuseCycle(ProjectState state, Item waiting, Item wanted)
    {
        var edges = await _org.Query(new ListDependencies(_projectId));
        var graph = new DependencyGraph(edges!.Items.Select(e => (e.ItemId, e.DependsOnId)));
        if (graph.CycleWith(waiting.Id, wanted.Id) is { } cycle)
        {
            var numbers = await Numbers(state, [.. cycle.Prepend(waiting.Id)]);
            throw Error.Conflict($"The dependencies would form a cycle: {string.Join(" > ", numbers)}.");
        }
    }

    private async Task<IEnumerable<int?>> Numbers(ProjectState state, IReadOnlyList<Guid> ids)
    {
        if (state.HoldsItems)
        {
            return ids.Select(id => state.Find(new ItemRef(null, id))?.Item.ItemNum);
        }

        var numbers = (await _stored.Find([.. ids.Select(id => new ItemRef(null, id))], state.Calendar)).ToDictionary(e => e.Item.Id, e => (int?)e.Item.ItemNum);
        return ids.Select(id => numbers.GetValueOrDefault(id));
    }

    private async Task<Dependency> CommitDependency(Change change, Item waiting, Item wanted)
    {
        var write = new AddDependency { Context = WriteContext.Of(change), ProjectId = _projectId, ItemId = waiting.Id, DependsOnId = wanted.Id };
        try
        {
            var committed = await Commit(write, (s, row) => s.Apply(row.Project));
            return committed?.Dependency ?? throw Error.NotFoundIn(DependsOnField, "item");
        }
        catch (BraidException error) when (error.Kind == ErrorKind.Validation)
        {
            throw Error.Conflict($"The dependencies would form a cycle: item {wanted.ItemNum} depends on item {waiting.ItemNum}, perhaps through others or deleted ones.");
        }
        catch (BraidException error) when (error.Kind == ErrorKind.Conflict && error is not IdempotencyKeyUsedException)
        {
            throw Error.Conflict($"Item {waiting.ItemNum} depends on item {wanted.ItemNum} already.");
        }
    }
}
