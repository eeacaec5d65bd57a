using System.Collections.Concurrent;

namespace BraidMgr.Grains.Access;

/// <summary>
/// Sessions that were revoked, for as long as access tokens of theirs can still be valid. Added to in the grain's turns; any thread may ask.
/// </summary>
internal sealed class RevokedSessions(TimeSpan accessLifetime)
{
    private const int PruneAbove = 256;

    private readonly TimeSpan _keepFor = accessLifetime + TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _until = [];
    private int _pruneAt = PruneAbove;

    /// <summary>How long a session is remembered after it was revoked: the tokens' life and a minute for clocks that differ.</summary>
    public TimeSpan KeepFor => _keepFor;

    /// <summary>Whether a session was revoked.</summary>
    public bool Contains(Guid sessionId) => _until.ContainsKey(sessionId);

    /// <summary>Remembers a session.</summary>
    public void Add(Guid sessionId, DateTimeOffset revokedAt)
    {
        if (_until.Count >= _pruneAt)
        {
            foreach (var (expired, _) in _until.Where(s => s.Value <= revokedAt))
            {
                _until.TryRemove(expired, out _);
            }

            _pruneAt = Math.Max(PruneAbove, _until.Count * 2);
        }

        _until[sessionId] = revokedAt + _keepFor;
    }
}
