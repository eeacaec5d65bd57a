namespace BraidMgr.Grains;

/// <summary>Lets work on one thing queue while work on different things goes ahead. Used from one grain's turns only.</summary>
/// <typeparam name="TKey">What names a thing.</typeparam>
internal sealed class KeyedTurns<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Task> _last = [];

    /// <summary>Runs an action when all earlier ones under the key have ended, however they ended.</summary>
    public async Task<T> Run<T>(TKey key, Func<Task<T>> action)
    {
        var earlier = _last.GetValueOrDefault(key);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _last[key] = mine.Task;
        try
        {
            if (earlier is not null)
            {
                await earlier;
            }

            return await action();
        }
        finally
        {
            if (_last.GetValueOrDefault(key) == mine.Task)
            {
                _last.Remove(key);
            }

            mine.SetResult();
        }
    }
}
