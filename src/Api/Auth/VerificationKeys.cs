using System.Security.Cryptography;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Api.Auth;

/// <summary>
/// The cluster's verification keys as this host knows them. They are asked for again every few minutes, and for a key id that
/// is unknown; the latter at a bounded rate, so that made-up ids load nobody. Where nobody answers, what is known verifies on: a key
/// is never taken back before the last token that it signed has expired.
/// </summary>
internal sealed class VerificationKeys(Func<Task<IReadOnlyList<VerificationKey>>> ask, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _refresh = new(1);
    private volatile Known? _known;

    /// <summary>The key with an id, or null. Throws what asking for it ended in where it is unknown and nobody answers.</summary>
    public async ValueTask<SecurityKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        var known = _known;
        if (known is null || known.Age(time) > (known.ByKid.ContainsKey(kid) ? known.GoodFor : known.StaysFor))
        {
            known = await RefreshAsync(known, cancellationToken);
        }

        return known.ByKid.TryGetValue(kid, out var key) ? key
            : known.Failure is { } failure ? throw Error.Unavailable("The keys of tokens cannot be asked for now. Try again shortly.", inner: failure)
            : null;
    }

    private async Task<Known> RefreshAsync(Known? seen, CancellationToken cancellationToken)
    {
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            return _known is { } current && current != seen ? current : _known = await AskAsync(seen?.ByKid ?? []);
        }
        finally
        {
            _refresh.Release();
        }
    }

    private async Task<Known> AskAsync(Dictionary<string, SecurityKey> before)
    {
        try
        {
            var keys = await ask();
            return new(keys.ToDictionary(k => k.Kid, Import), time.GetTimestamp(), MaxAge, MinAge, null);
        }
        catch (Exception error) when (error is BraidException or TimeoutException or OrleansException)
        {
            // Those who wait behind this one are not to wait for the same again.
            return new(before, time.GetTimestamp(), RetryAfter, RetryAfter, error);
        }
    }

    private static SecurityKey Import(VerificationKey key)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Kid };
    }

    public void Dispose() => _refresh.Dispose();

    private sealed record Known(Dictionary<string, SecurityKey> ByKid, long At, TimeSpan GoodFor, TimeSpan StaysFor, Exception? Failure)
    {
        public TimeSpan Age(TimeProvider time) => time.GetElapsedTime(At);
    }
}
