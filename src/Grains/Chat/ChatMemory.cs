using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Chat;

/// <summary>
/// Loads a session's state once, and again when it is distrusted; commits that are acknowledged while a load is under way enter what
/// it loaded as well. Used from one grain's turns only.
/// </summary>
internal sealed class ChatMemory(Ownership ownership, Func<Task<ChatState>> load)
{
    private readonly List<Action<ChatState>> _whileLoading = [];
    private ChatState? _state;
    private Task<ChatState>? _loading;
    private int _distrusted;
    private int _losses = ownership.Losses;

    /// <summary>The state as it is on disk. NOT_FOUND when there is no such session.</summary>
    public ValueTask<ChatState> Current()
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

    /// <summary>Takes a commit over.</summary>
    public void Apply(Action<ChatState> commit)
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

    private void DistrustAfterLoss()
    {
        if (_losses != ownership.Losses)
        {
            _losses = ownership.Losses;
            Distrust();
        }
    }

    private async Task<ChatState> Load()
    {
        ChatState state;
        int distrusted;
        _whileLoading.Clear();
        do
        {
            distrusted = _distrusted;
            state = await load();
            DistrustAfterLoss();
        }
        while (distrusted != _distrusted);

        _state = state;
        foreach (var commit in _whileLoading)
        {
            commit(state);
        }

        return state;
    }
}
