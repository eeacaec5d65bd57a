using System.Security.Cryptography;
using System.Text;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Operators;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Storage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>
/// What was removed of an organization, as a signed JSON Web Token: kept in the object store, and the result of the run's last step. It is
/// signed with the key of operators' tokens, for an audience that opens nothing. It can be verified for as long as central has that key,
/// which it keeps after it has retired.
/// </summary>
internal sealed class RemovalStatement(OperatorKeyRing keys, CentralDatabase central, IObjectStore objects, TimeProvider time)
{
    private const string Issuer = "braidmgr-admin";
    private const string Audience = "braidmgr-statements";
    private const string Removed = "removed_";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Signs and keeps it; answers it.</summary>
    public async Task<string> Sign(
        RunContext run, Guid organizationId, string slug, Dictionary<string, string> removed, CancellationToken cancellationToken)
    {
        var statement = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = time.Now().UtcDateTime,
            Claims = new Dictionary<string, object>(removed.Select(r => KeyValuePair.Create(Removed + r.Key, (object)r.Value)))
            {
                ["organization_id"] = organizationId.ToString(),
                ["slug"] = slug,
                ["run_id"] = run.Order.Id.ToString(),
                ["ordered_by"] = run.Order.StartedBy,
            },
            SigningCredentials = await keys.Keys.Signing(),
        });
        await objects.Put($"statements/{organizationId:D}.jwt", new MemoryStream(Encoding.ASCII.GetBytes(statement)), cancellationToken);
        return statement;
    }

    /// <summary>What a statement says. VALIDATION_ERROR when it is none, was changed, or is another installation's.</summary>
    public async Task<VerifiedStatement> Verify(string? statement)
    {
        var key = _handler.CanReadToken(statement) && _handler.ReadJsonWebToken(statement).Kid is { Length: > 0 } kid
            ? await central.Run(session => SigningKeyTable.OperatorTokens.PublicKey(session, kid))
            : null;
        if (key is null)
        {
            throw Error.Invalid("statement", "is no statement of this installation");
        }

        using var pair = ECDsa.Create();
        pair.ImportSubjectPublicKeyInfo(key, out _);
        var result = await _handler.ValidateTokenAsync(statement, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidateLifetime = false,
            IssuerSigningKey = new ECDsaSecurityKey(pair),
            // The key is this call's alone.
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken token }
            ? Read(token)
            : throw Error.Invalid("statement", "was changed since it was signed");
    }

    private static VerifiedStatement Read(JsonWebToken token) => new(
        Guid.Parse(token.GetClaim("organization_id").Value), token.GetClaim("slug").Value, token.IssuedAt, token.GetClaim("ordered_by").Value,
        Guid.Parse(token.GetClaim("run_id").Value),
        token.Claims.Where(c => c.Type.StartsWith(Removed, StringComparison.Ordinal)).ToDictionary(c => c.Type[Removed.Length..], c => c.Value));
}

/// <summary>Counts what central has of an organization.</summary>
internal static class RemovalSql
{
    private const string CountSql = """
        SELECT format('the organization, %s memberships, %s invitations, %s sessions'' tokens, %s idempotency keys',
                      (SELECT count(*) FROM user_org_memberships WHERE organization_id = $1), (SELECT count(*) FROM invitations WHERE org_id = $1),
                      (SELECT count(*) FROM refresh_tokens WHERE org_id = $1), (SELECT count(*) FROM idempotency_keys WHERE organization_id = $1))
        FROM organizations WHERE id = $1
        """;

    /// <summary>In words; null when the organization is gone.</summary>
    public static Task<string?> CountOf(this CentralSession central, Guid organizationId) =>
        central.One((NpgsqlDataReader row) => row.GetString(0), CountSql, Param.Id(organizationId));
}
