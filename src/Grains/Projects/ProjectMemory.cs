using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

/// <summary>
/// Loads a project's state once, and again when it is distrusted; commits that are acknowledged while a load is under way enter what
/// it loaded as well, by version. Used from one grain's turns only.
/// </summary>
internal sealed class ProjectMemory(IOrgGrain org, Ownership ownership, Guid organizationId, Guid projectId, int maxItems)
{
    private readonly List<Action<ProjectState>> _whileLoading = [];
    private ProjectState? _state;
    private Task<ProjectState>? _loading;
    private int _distrusted;
    private (int Losses, int Doubts) _noticed;

    /// <summary>The state as it is on disk. NOT_FOUND when there is no such project.</summary>
    public ValueTask<ProjectState> Current()
    {
        DistrustAfterLoss();
        if (_state is { } state)
        {
            return new(state);
        }

        if (_loading is null || _loading.IsCompleted)
        {
            _loading = Load();
        }

        return new(_loading);
    }

    /// <summary>The state where it is held at this moment, without a wait.</summary>
    public ProjectState? Held => _state;

    /// <summary>Takes a commit over.</summary>
    public void Apply(Action<ProjectState> commit)
    {
        if (_state is { } state)
        {
            commit(state);
        }
        else
        {
            _whileLoading.Add(commit);
        }
    }

    /// <summary>What is in memory may not be what is on disk: the next answer waits for a load.</summary>
    public void Distrust()
    {
        _state = null;
        _distrusted++;
    }

    // Whoever had the database meanwhile may have changed any project of the organization; a change of unknown outcome, this one.
    private void DistrustAfterLoss()
    {
        var now = (ownership.Losses, ownership.DoubtsOf(projectId));
        if (_noticed != now)
        {
            _noticed = now;
            Distrust();
        }
    }

    private async Task<ProjectState> Load()
    {
        ProjectContents contents;
        int distrusted;
        _whileLoading.Clear();
        do
        {
            distrusted = _distrusted;
            contents = await org.Query(new LoadProject(organizationId, projectId, maxItems)) ?? throw Error.NotFound("project", projectId);
            DistrustAfterLoss();
        }
        while (distrusted != _distrusted);

        // Held before the commits enter: one that calls for another load is to be heeded.
        var state = _state = new ProjectState(contents, maxItems);
        foreach (var commit in _whileLoading)
        {
            commit(state);
        }

        return state;
    }
}
