using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// The workstreams of the project.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<WorkstreamList> ListWorkstreams(Caller caller)
    {
        var access = await Authorize(caller, Permission.View);
        return new([.. (await State(access)).Workstreams]);
    }

    /// <inheritdoc/>
    public async Task<Workstream> CreateWorkstream(Change change, WorkstreamInput input)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        return await _answers.Once(change, StoredRows.Workstream, async () =>
        {
            var workstream = ProjectRules.CreateWorkstream(await State(access), input);
            return await CommitWorkstream(new CreateWorkstream(workstream) { Context = WriteContext.Of(change) }, workstream.Name) ?? throw Gone();
        });
    }

    /// <inheritdoc/>
    public async Task<Workstream> UpdateWorkstream(Change change, Guid workstreamId, WorkstreamInput input)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        return await _turns.Run(workstreamId, async () =>
        {
            var workstream = ProjectRules.UpdateWorkstream(FindWorkstream(await State(access), workstreamId), input);
            return await CommitWorkstream(new UpdateWorkstream(workstream) { Context = WriteContext.Of(change) }, workstream.Name)
                ?? throw Error.NotFound("workstream", workstreamId);
        });
    }

    /// <inheritdoc/>
    public async Task DeleteWorkstream(Change change, Guid workstreamId)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        await _turns.Run(workstreamId, async () =>
        {
            var workstream = FindWorkstream(await State(access), workstreamId);
            // Items lose their workstream in the same statement: what memory holds of them is loaded again.
            return await Commit(new DeleteWorkstream(workstream) { Context = WriteContext.Of(change) }, (_, _) => _memory.Distrust())
                ?? throw Error.NotFound("workstream", workstreamId);
        });
    }

    /// <inheritdoc/>
    public async Task<WorkstreamList> ReorderWorkstreams(Change change, IReadOnlyList<Guid> workstreamIds)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        return await _answers.Once(change, StoredRows.Workstreams, async () =>
        {
            var state = await State(access);
            ProjectRules.CheckOrder(state, workstreamIds);
            var write = new ReorderWorkstreams(_projectId, workstreamIds) { Context = WriteContext.Of(change) };
            _ = await Commit(write, (s, stamp) => s.ApplyOrder(workstreamIds, stamp)) ?? throw Gone();
            return new WorkstreamList([.. (await State(access)).Workstreams]);
        });
    }

    private async Task<Workstream?> CommitWorkstream(WorkstreamWrite write, string name)
    {
        try
        {
            var committed = await Commit(write, (state, row) => state.Apply(row));
            return committed?.Workstream;
        }
        catch (BraidException error) when (error.Kind == ErrorKind.Conflict && error is not Orgs.IdempotencyKeyUsedException)
        {
            throw Error.Conflict($"The project has a workstream named '{name}' already.");
        }
    }

    private static Workstream FindWorkstream(ProjectState state, Guid id) =>
        state.FindWorkstream(id) ?? throw Error.NotFound("workstream", id);
}
