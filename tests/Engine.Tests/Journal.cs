using System.Collections.Concurrent;

namespace BraidMgr.Engine.Tests;

/// <summary>What grains of one host wrote down, by key; the tests read it from outside of the grains.</summary>
public sealed class Journal
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _entries = new();
    private readonly ConcurrentDictionary<string, int> _failures = new();

    public void Write(string key, string entry) => _entries.GetOrAdd(key, static _ => new()).Enqueue(entry);

    public string[] Read(string key) => _entries.TryGetValue(key, out var entries) ? [.. entries] : [];

    /// <summary>Makes the next calls of <see cref="TakeFailure"/> for this key return true, this often.</summary>
    public void FailNext(string key, int times) => _failures[key] = times;

    public bool TakeFailure(string key)
    {
        var left = _failures.AddOrUpdate(key, -1, static (_, left) => left - 1);
        return left >= 0;
    }

    /// <summary>Waits until the key has this many entries and returns them; fails after ten seconds.</summary>
    public async Task<string[]> WaitFor(string key, int count)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (Read(key) is { } entries && entries.Length >= count)
            {
                return entries;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"{key} has {string.Join(", ", Read(key))} and not {count} entries.");
    }
}
