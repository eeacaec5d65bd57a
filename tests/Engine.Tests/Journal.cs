using System.Collections.Concurrent;

namespace BraidMgr.Engine.Tests;

/// <summary>What grains of one host wrote down, by key; the tests read it from outside of the grains.</summary>
public sealed class Journal
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _entries = new();

    public void Write(string key, string entry) => _entries.GetOrAdd(key, static _ => new()).Enqueue(entry);

    public string[] Read(string key) => _entries.TryGetValue(key, out var entries) ? [.. entries] : [];

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
