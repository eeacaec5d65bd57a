using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>Makes access tokens (ES256). They say who somebody is, never what is allowed (architecture, rule 11).</summary>
public sealed class TokenIssuer(KeyRing keys, IOptions<TokenOptions> options)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Seconds that a new access token lives.</summary>
    internal int ExpiresIn => (int)options.Value.AccessLifetime.TotalSeconds;

    /// <summary>Makes the access token of a session.</summary>
    internal async Task<string> Issue(Person person, Membership? membership, Guid sessionId, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = person.Id.ToString(),
            [JwtRegisteredClaimNames.Sid] = sessionId.ToString(),
            [JwtRegisteredClaimNames.Email] = person.Email,
            [JwtRegisteredClaimNames.Name] = person.Name,
        };
        if (membership is not null)
        {
            claims["org_id"] = membership.OrganizationId.ToString();
            claims["org_role"] = Labels<OrgRole>.Of(membership.Role);
        }

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = IssuedAt(person, now).UtcDateTime,
            Expires = (now + options.Value.AccessLifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = await keys.Signing(),
        });
    }

    /// <summary>
    /// <c>iat</c> counts whole seconds, and all sessions may have been ended within this one: a session that begins afterwards
    /// must not look older than that end, which is set to the begin of the next second.
    /// </summary>
    private static DateTimeOffset IssuedAt(Person person, DateTimeOffset now) =>
        now < person.SessionsValidFrom ? person.SessionsValidFrom : now;
}
