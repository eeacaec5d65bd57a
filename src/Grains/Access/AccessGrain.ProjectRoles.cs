using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Feed;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Access;

/// <content>Roles in projects: they are in the organization's own database, beside the projects.</content>
internal sealed partial class AccessGrain
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProjectMember>> ProjectMembers(Caller caller, Guid projectId)
    {
        _ = (await Authorize(caller, projectId)).ProjectRole ?? throw Error.NotFound("project", projectId);
        var rows = await GrainFactory.Org(OrganizationId).Query(new RolesInProject(projectId)) ?? throw Error.NotFound("project", projectId);
        var state = await State();
        return rows.Items.Where(r => state.Find(r.UserId) is not null).Select(r => Describe(state, r)).ToArray();
    }

    /// <inheritdoc/>
    public async Task<ProjectMember> SetProjectRole(Change change, Guid projectId, Guid userId, ProjectRole role)
    {
        await RequireProjectAdmin(change.Caller, projectId);
        var state = await State();
        _ = state.Find(userId) ?? throw Error.NotFound("member", userId);
        var committed = await Commit(
            async () => await GrainFactory.Org(OrganizationId).Execute(new SetRole(projectId, userId, role) { Context = WriteContext.Of(change) })
                ?? throw Error.NotFound("project", projectId),
            (memory, set) => memory.SetRole(projectId, userId, set.Role.Role));
        await Tell(projectId, committed.Project, userId, committed.IsNew ? "create" : "update");
        return Describe(state, committed.Role);
    }

    /// <inheritdoc/>
    public async Task RemoveProjectRole(Change change, Guid projectId, Guid userId)
    {
        await RequireProjectAdmin(change.Caller, projectId);
        var committed = await Commit(
            async () => await GrainFactory.Org(OrganizationId).Execute(new RemoveRole(projectId, userId) { Context = WriteContext.Of(change) })
                ?? throw Error.NotFound("project role of", userId),
            (state, _) => state.SetRole(projectId, userId, null));
        await Tell(projectId, committed.Project, userId, "delete");
    }

    /// <inheritdoc/>
    public Task ProjectRoleCommitted(Guid projectId, Guid userId, ProjectRole role)
    {
        Apply(state => state.SetRole(projectId, userId, role));
        return Task.CompletedTask;
    }

    // The project's grain answers at once, whatever it does: it is reentrant.
    private Task Tell(Guid projectId, ProjectStamp stamp, Guid userId, string action) =>
        GrainFactory.ProjectFeed(OrganizationId, projectId).Committed(new(stamp, "project_role", userId, action));

    private static ProjectMember Describe(AccessState state, ProjectRoleRow row)
    {
        var member = state.Find(row.UserId)?.Member;
        return new(row.UserId, row.ProjectId, member?.Email, member?.Name, row.Role, row.CreatedAt);
    }

    private async Task RequireProjectAdmin(Caller caller, Guid projectId)
    {
        var role = (await Authorize(caller, projectId)).ProjectRole ?? throw Error.NotFound("project", projectId);
        if (!role.Has(Permission.AdministerProject))
        {
            throw Error.Forbidden("Only admins of the project may assign roles.");
        }
    }

    // Those who watch one of the projects learn of it as of a role that is taken away there.
    private async Task RemoveRolesOf(WriteContext context, Guid userId)
    {
        var changed = await Commit(
            async () => (await GrainFactory.Org(OrganizationId).Execute(new RemoveRolesOfMember(userId) { Context = context }))!,
            (state, _) => state.RemoveRoles(userId));
        await Task.WhenAll(changed.Projects.Select(project => Tell(project.ProjectId, project.Stamp, userId, "delete")));
    }
}
