using BraidMgr.Contracts.Operations;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Grains.Operations.Operators;

/// <summary>Makes operators' tokens: they name the operator and nothing else.</summary>
public sealed class OperatorTokenIssuer(OperatorKeyRing keys, IOptions<OperatorOptions> options)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Makes the token of a sign-in.</summary>
    internal async Task<OperatorSignedIn> Issue(OperatorProfile profile, DateTimeOffset now)
    {
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = now.UtcDateTime,
            Expires = (now + options.Value.TokenLifetime).UtcDateTime,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = profile.Id.ToString() },
            SigningCredentials = await keys.Keys.Signing(),
        });
        return new OperatorSignedIn(token, "bearer", (int)options.Value.TokenLifetime.TotalSeconds, profile);
    }
}
