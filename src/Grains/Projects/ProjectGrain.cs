using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Feed;
using BraidMgr.Grains.Projects.Statements;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Projects;

/// <summary>
/// One project in memory. It is reentrant so that changes of different items gather into one group; changes of one item queue behind
/// each other. State changes only by what is committed (architecture, rules 4 and 5).
/// </summary>
[Reentrant]
internal sealed partial class ProjectGrain : Grain, IProjectGrain
{
    private readonly Guid _organizationId;
    private readonly Guid _projectId;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly ILogger<ProjectGrain> _logger;
    private readonly Answers _answers;
    private readonly KeyedTurns<Guid> _turns = new();
    private readonly ProjectMemory _memory;
    private readonly StoredItems _stored;

    /// <summary>Made by the engine.</summary>
    public ProjectGrain(
        Authorities authorities, Ownerships ownerships, IOptions<ProjectsOptions> options, TimeProvider time, ILogger<ProjectGrain> logger)
    {
        (_organizationId, _projectId) = GrainKeys.ReadPair(this.GetPrimaryKeyString());
        (_org, _access, _logger) = (GrainFactory.Org(_organizationId), new OrgAccess(authorities, GrainFactory, _organizationId), logger);
        _answers = new Answers(_org);
        _feed = new ProjectFeed(new RoomId(_organizationId, _projectId), time);
        _memory = new ProjectMemory(_org, ownerships.Of(_organizationId), _organizationId, _projectId, options.Value.MaxItemsInMemory);
        _stored = new StoredItems(_org, _projectId);
    }

    /// <inheritdoc/>
    public async ValueTask<Rendered> Get(Caller caller)
    {
        var access = await Authorize(caller, Permission.View);
        return (await State(access)).Render();
    }

    /// <inheritdoc/>
    public async Task<Rendered> Update(Change change, ProjectInput input)
    {
        var access = await Authorize(change.Caller, Permission.ManageProject);
        return await _turns.Run(_projectId, async () =>
        {
            var state = await State(access);
            var write = new UpdateProject { Context = WriteContext.Of(change), Project = ProjectRules.Update(state.Project, input) };
            var project = await Commit(write, (s, p) => s.Apply(p)) ?? throw Gone();
            return (await _memory.Current()).Render();
        });
    }

    /// <inheritdoc/>
    public async Task Delete(Change change)
    {
        var access = await Authorize(change.Caller, Permission.AdministerProject);
        await State(access);
        try
        {
            _ = await Commit(new DeleteProject(_projectId) { Context = WriteContext.Of(change) }, (_, _) => _memory.Distrust()) ?? throw Gone();
        }
        finally
        {
            // Where the commit's answer was lost it may be deleted as well, and nobody comes here a second time: the sessions look for themselves.
            await GrainFactory.ChatSessions(_organizationId).ProjectDeleted(_projectId);
        }

        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>What the caller is in this project. NOT_FOUND without a role in it, AUTHORIZATION_ERROR when the role is too weak.</summary>
    private ValueTask<AccessGrant> Authorize(Caller caller, Permission permission) =>
        _access.Authorize(caller, _projectId, permission);

    /// <summary>The project as it is on disk. NOT_FOUND when there is none.</summary>
    private async ValueTask<ProjectState> State(AccessGrant access)
    {
        var state = await Loaded();
        if (state.Use(access.Calendar))
        {
            // What is stored was computed by another calendar.
            _storedDay = default;
        }

        TurnDay(state, access.Today);
        return state;
    }

    private async ValueTask<ProjectState> Loaded()
    {
        try
        {
            return await _memory.Current();
        }
        catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Commits a change and takes its result over. After an unknown outcome memory is loaded again before the next answer.</summary>
    private async Task<TResult?> Commit<TResult>(Write<TResult> write, Action<ProjectState, TResult> apply)
        where TResult : class
    {
        try
        {
            var result = await _org.Execute(write);
            if (result is not null)
            {
                var told = ChangeOf.Write(_memory.Held, write, result).ToList();
                _memory.Apply(state => apply(state, result));
                told.ForEach(_feed.Add);
            }

            return result;
        }
        catch (Exception error) when (error is not BraidException or OutcomeUnknownException)
        {
            _memory.Distrust();
            throw;
        }
    }

    private BraidException Gone() => Error.NotFound("project", _projectId);
}
