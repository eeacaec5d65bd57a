using System.Security.Cryptography;
using BraidMgr.Contracts.Accounts;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Api.Auth;

/// <summary>
/// The cluster's verification keys as this host knows them. They are asked for again every few minutes, and for a key id that
/// is unknown; the latter at a bounded rate, so that made-up ids load nobody.
/// </summary>
internal sealed class VerificationKeys(Func<Task<IReadOnlyList<VerificationKey>>> ask, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _refresh = new(1);
    private volatile Known? _known;

    /// <summary>The key with an id, or null.</summary>
    public async ValueTask<SecurityKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        var known = _known;
        if (known is null || known.Age(time) > MaxAge || (!known.ByKid.ContainsKey(kid) && known.Age(time) > MinAge))
        {
            known = await RefreshAsync(known, cancellationToken);
        }

        return known.ByKid.GetValueOrDefault(kid);
    }

    private async Task<Known> RefreshAsync(Known? seen, CancellationToken cancellationToken)
    {
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            if (_known == seen || _known is null)
            {
                var keys = await ask();
                _known = new Known(keys.ToDictionary(k => k.Kid, Import), time.GetTimestamp());
            }

            return _known;
        }
        finally
        {
            _refresh.Release();
        }
    }

    private static SecurityKey Import(VerificationKey key)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Kid };
    }

    public void Dispose() => _refresh.Dispose();

    private sealed record Known(Dictionary<string, SecurityKey> ByKid, long At)
    {
        public TimeSpan Age(TimeProvider time) => time.GetElapsedTime(At);
    }
}
