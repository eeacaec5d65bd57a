using System.Security.Cryptography;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>
/// The signing keys of the cluster, as this host knows them; looked up again every minute. Rotation happens here: a new key is
/// published some minutes before it signs, and the one before verifies until its last token has expired.
/// </summary>
public sealed class KeyRing : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>By how much the clocks of hosts may differ.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _loading = new(1);
    private readonly CentralDatabase _central;
    private readonly KeyProtector _protector;
    private readonly KeyOptions _options;
    private readonly TimeSpan _tokenLifetime;
    private readonly SigningKeyTable _table;
    private readonly TimeProvider _time;
    private Signer? _signer;
    private Snapshot? _snapshot;

    /// <summary>The keys of access tokens.</summary>
    public KeyRing(
        CentralDatabase central, KeyProtector protector, IOptions<KeyOptions> options, IOptions<TokenOptions> tokens, TimeProvider time)
        : this(central, protector, options.Value, tokens.Value.AccessLifetime, SigningKeyTable.AccessTokens, time) { }

    internal KeyRing(
        CentralDatabase central, KeyProtector protector, KeyOptions options, TimeSpan tokenLifetime, SigningKeyTable table, TimeProvider time) =>
        (_central, _protector, _options, _tokenLifetime, _table, _time) =
            (central, protector, options, tokenLifetime, table, time);

    /// <summary>The keys that tokens may be signed with, the coming one included.</summary>
    internal async Task<IReadOnlyList<VerificationKey>> VerificationKeys() =>
        (await Keys()).ConvertAll(k => new VerificationKey(k.Kid, k.PublicKey));

    /// <summary>Fails, saying how to mend it, where no token can be signed: the keys are there but another master key encrypted them.</summary>
    public Task Check() => Signing();

    /// <summary>What a token is signed with now.</summary>
    internal async Task<SigningCredentials> Signing()
    {
        var now = _time.Now();
        var keys = await Keys();
        var key = keys.FindLast(k => k.NotBefore <= now) ?? keys[0];
        var signer = _signer;
        if (signer?.Kid != key.Kid)
        {
            _signer = signer = new(key.Kid, Credentials(key));
        }

        return signer.Credentials;
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private async Task<List<SigningKey>> Keys()
    {
        if (_snapshot is { } fresh && fresh.GoodUntil > _time.Now())
        {
            return fresh.Keys;
        }

        await _loading.WaitAsync();
        try
        {
            var now = _time.Now();
            if (_snapshot is not { } current || current.GoodUntil <= now)
            {
                _snapshot = current = await Look(now);
            }

            return current.Keys;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<Snapshot> Look(DateTimeOffset now)
    {
        try
        {
            return new(await Load(now), now + FreshFor);
        }
        catch (BraidException error) when (error.Kind == ErrorKind.Unavailable && _snapshot is { } before)
        {
            // What they signed, they verify; and nobody signs in while central is away.
            return before with { GoodUntil = now + RetryAfter };
        }
    }

    private async Task<List<SigningKey>> Load(DateTimeOffset now)
    {
        var keys = await _central.Run(session => _table.List(session, now));
        return IsDue(keys, now) ? await _central.Transact(session => Rotate(session, now)) : keys;
    }

    private async Task<List<SigningKey>> Rotate(CentralSession session, DateTimeOffset now)
    {
        await SigningKeyTable.Lock(session);
        var keys = await _table.List(session, now);
        if (!IsDue(keys, now))
        {
            return keys;
        }

        // The very first key cannot be announced; nobody has a token yet.
        var key = Create(keys.Count == 0 ? now : now + _options.PublishLead);
        await _table.Add(session, key, key.NotBefore + _tokenLifetime + ClockSlack, now);
        return await _table.List(session, now);
    }

    private bool IsDue(List<SigningKey> keys, DateTimeOffset now) =>
        keys.Count == 0 || keys[^1].NotBefore + _options.SigningKeyLifetime - _options.PublishLead <= now;

    private SigningKey Create(DateTimeOffset notBefore)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        return new(kid, pair.ExportSubjectPublicKeyInfo(), _protector.Seal(kid, pair.ExportPkcs8PrivateKey()), notBefore, null);
    }

    private SigningCredentials Credentials(SigningKey key)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(_protector.Open(key.Kid, key.SealedPrivateKey), out _);
        return new(new ECDsaSecurityKey(pair) { KeyId = key.Kid }, SecurityAlgorithms.EcdsaSha256);
    }

    private sealed record Signer(string Kid, SigningCredentials Credentials);

    private sealed record Snapshot(List<SigningKey> Keys, DateTimeOffset GoodUntil);
}
