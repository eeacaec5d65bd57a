using System.Security.Cryptography;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>Access tokens, and the keys that sign them. Each test has a central database, and so keys, of its own.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private readonly GrainsHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_token_says_who_somebody_is_and_is_verified_with_a_public_key()
    {
        var signedIn = await _host.Register();
        var token = new JsonWebToken(signedIn.AccessToken);

        token.Alg.ShouldBe("ES256");
        token.Claims.Select(c => c.Type).Order().ShouldBe(["aud", "email", "exp", "iat", "iss", "name", "org_id", "org_role", "sid", "sub"]);
        token.Subject.ShouldBe(signedIn.User.Id.ToString());
        (token.ValidTo - token.IssuedAt).ShouldBeInRange(TimeSpan.FromSeconds(899), TimeSpan.FromSeconds(901));
        signedIn.ExpiresIn.ShouldBe(900);
        (await Verifies(signedIn.AccessToken)).ShouldBeTrue();
        (await Verifies(signedIn.AccessToken[..^8] + "AAAAAAAA")).ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_rotate_without_signing_anyone_out()
    {
        var first = await _host.Register();
        var email = first.User.Email;
        var (oldKid, lead) = (Kid(first), TimeSpan.FromMinutes(10));

        // The next key is published ten minutes before it signs.
        _host.Time.Advance(TimeSpan.FromDays(30) - lead);
        var keys = await Keys();
        keys.Count.ShouldBe(2);
        var last = await _host.Login(email);
        Kid(last).ShouldBe(oldKid);

        _host.Time.Advance(lead);
        var next = await _host.Login(email);
        keys.ShouldContain(k => k.Kid == Kid(next) && k.Kid != oldKid);
        (await Verifies(last.AccessToken)).ShouldBeTrue();

        // When its last token has expired, the old one goes.
        _host.Time.Advance(TimeSpan.FromMinutes(30));
        (await Keys()).Select(k => k.Kid).ShouldBe([Kid(next)]);
    }

    [Fact]
    public async Task Keys_are_right_after_years_of_sleep()
    {
        var before = await _host.Register();
        _host.Time.Advance(TimeSpan.FromDays(1000));

        var after = await _host.Login(before.User.Email);
        (await Verifies(after.AccessToken)).ShouldBeTrue();
        (await Keys()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Hosts_that_start_at_once_share_one_key()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _host.StartAnother()));
        var rings = hosts.Select(h => h.Service<KeyRing>()).Append(_host.Service<KeyRing>());

        var keys = await Task.WhenAll(rings.Select(r => r.VerificationKeys()));

        keys.SelectMany(k => k).Select(k => k.Kid).Distinct().Count().ShouldBe(1);
        (await _host.Rows("select count(*) from signing_keys")).ShouldBe(["1"]);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Private_keys_are_stored_encrypted_and_another_master_key_says_so()
    {
        var signedIn = await _host.Register();
        var stored = (byte[])(await Private())!;
        using var plain = ECDsa.Create();
        Should.Throw<CryptographicException>(() => plain.ImportPkcs8PrivateKey(stored, out _));

        var another = await _host.StartAnother(s => s["Keys:Master"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()));
        var error = await Somebody.Error(() => another.Login(signedIn.User.Email));
        (error.Kind, error.Message.Contains("Keys:Master", StringComparison.Ordinal)).ShouldBe((ErrorKind.Internal, true));
        await another.DisposeAsync();

        async Task<object?> Private()
        {
            await using var connection = await _host.Connect();
            await using var command = new Npgsql.NpgsqlCommand("select private_key from signing_keys", connection);
            return await command.ExecuteScalarAsync();
        }
    }

    private static string Kid(SignedIn signedIn) => new JsonWebToken(signedIn.AccessToken).Kid;

    private Task<IReadOnlyList<VerificationKey>> Keys() => _host.Grains.SigningKeys().VerificationKeys();

    private async Task<bool> Verifies(string token)
    {
        var key = (await Keys()).Single(k => k.Kid == new JsonWebToken(token).Kid);
        using var pair = ECDsa.Create();
        pair.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "braidmgr",
            ValidAudience = "braidmgr-api",
            ValidAlgorithms = ["ES256"],
            IssuerSigningKey = new ECDsaSecurityKey(pair) { KeyId = key.Kid, CryptoProviderFactory = new() { CacheSignatureProviders = false } },
            ValidateLifetime = false,
        });
        return result.IsValid;
    }
}
