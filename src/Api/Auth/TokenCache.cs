using System.Collections.Concurrent;

namespace BraidMgr.Api.Auth;

/// <summary>
/// Verified tokens, by the header's text. Two generations bound it: when the young one is full it becomes the old one, and what
/// was not asked for since falls away. Only good tokens get in, so nobody fills it without signing in.
/// </summary>
internal sealed class TokenCache(int capacity, TimeProvider time)
{
    private readonly Lock _turn = new();
    private ConcurrentDictionary<string, VerifiedToken> _young = new(SuffixComparer.Instance);
    private ConcurrentDictionary<string, VerifiedToken> _old = new(SuffixComparer.Instance);

    /// <summary>The token of a header, unless it is unknown or has expired.</summary>
    public VerifiedToken? Find(string header)
    {
        if (_young.TryGetValue(header, out var token))
        {
            return IsGood(token) ? token : null;
        }

        if (!_old.TryGetValue(header, out token) || !IsGood(token))
        {
            return null;
        }

        Add(header, token);
        return token;
    }

    /// <summary>Remembers a token that was verified.</summary>
    public void Add(string header, VerifiedToken token)
    {
        _young[header] = token;
        if (_young.Count < capacity / 2)
        {
            return;
        }

        lock (_turn)
        {
            if (_young.Count >= capacity / 2)
            {
                _old = _young;
                _young = new(SuffixComparer.Instance);
            }
        }
    }

    private bool IsGood(VerifiedToken token) => token.Expires > time.GetUtcNow();

    // The end of a token is its signature, as good as random: hashing all of its 700 characters on every request buys nothing.
    private sealed class SuffixComparer : IEqualityComparer<string>
    {
        public static readonly SuffixComparer Instance = new();
        private const int Length = 16;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string obj) => string.GetHashCode(obj.AsSpan(Math.Max(0, obj.Length - Length)));
    }
}
