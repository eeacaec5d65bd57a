using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Projects;

/// <summary>All projects of one organization: listing, creating, importing.</summary>
[Reentrant]
internal sealed partial class ProjectsGrain : Grain, IProjectsGrain
{
    private readonly Guid _organizationId;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly Answers _answers;
    private DateOnly _usedOn;

    /// <summary>Made by the engine.</summary>
    public ProjectsGrain(Authorities authorities)
    {
        _organizationId = this.GetPrimaryKey();
        (_org, _access) = (GrainFactory.Org(_organizationId), new OrgAccess(authorities, GrainFactory, _organizationId));
        _answers = new Answers(_org);
    }

    /// <inheritdoc/>
    public async Task<ProjectList> List(Caller caller)
    {
        var access = await Authorize(caller);
        var rows = await _org.Query(new ListProjects(_organizationId, caller.UserId, All: access.OrgRole >= OrgRole.Admin));
        return new(rows!.Items, rows.Items.Count);
    }

    /// <inheritdoc/>
    public async Task<Rendered> Create(Change change, ProjectInput input)
    {
        await AuthorizeToCreate(change.Caller);
        return await _answers.Once(change, row => StoredRows.Project(row, _organizationId), async () =>
        {
            ProjectRules.CheckNew(input);
            var write = new CreateProject
            {
                Context = WriteContext.Of(change),
                OrganizationId = _organizationId,
                ProjectId = Ids.Next(),
                Name = input.Name.Value!,
                ClientName = input.ClientName.Or(null),
                ProjectStart = input.ProjectStart.Or(null),
                ProjectEnd = input.ProjectEnd.Or(null),
                Workstreams = input.Workstreams ?? [],
            };
            var project = (await Commit(write, change.Caller))!;
            return new Rendered(JsonSerializer.SerializeToUtf8Bytes(project, BraidJson.Default.Project), null);
        });
    }

    /// <inheritdoc/>
    public async Task<DeletedProjectList> Deleted(Caller caller)
    {
        var access = await Authorize(caller);
        var rows = (await _org.Query(new ListDeletedProjects(caller.UserId, All: access.OrgRole >= OrgRole.Admin)))!;
        return new(rows.Items, rows.Items.Count);
    }

    /// <summary>Commits what makes a project and its maker's role in it. Where that is not known, or cannot be told, roles are read anew.</summary>
    private async Task<Project?> Commit(Write<Project> write, Caller maker)
    {
        try
        {
            var project = await _org.Execute(write);
            await (project is null ? Task.CompletedTask : _access.Grain.ProjectRoleCommitted(project.Id, maker.UserId, ProjectRole.Admin));
            return project;
        }
        catch (Exception error) when (error is not BraidException or OutcomeUnknownException)
        {
            await _access.Grain.Reload();
            throw;
        }
    }

    private async Task<AccessGrant> AuthorizeToCreate(Caller caller)
    {
        var access = await Authorize(caller);
        return access.MayCreateProjects
            ? access
            : throw Error.Forbidden("Projects are created by admins of the organization, unless its settings open it to members.");
    }

    private async ValueTask<AccessGrant> Authorize(Caller caller)
    {
        if (caller.OrganizationId != _organizationId)
        {
            throw Error.NotFound("organization");
        }

        var access = await _access.Authorize(caller);
        if (_usedOn != access.Today)
        {
            // An organization without a project is used here alone.
            _usedOn = access.Today;
            await GrainFactory.Housekeeping(_organizationId).Used(access.Today);
        }

        return access;
    }
}
