using System.Globalization;
using System.Security.Claims;
using BraidMgr.Contracts.Access;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BraidMgr.Api.Auth;

/// <summary>Tells who sends a request, from its bearer token. A signature is checked once; what is allowed is asked of the grains each time.</summary>
internal sealed class TokenVerifier(TokenCache cache, VerificationKeys keys, IOptions<TokenCheckOptions> options, TimeProvider time)
{
    private readonly JwtCheck _check = new(keys, options.Value.Issuer, options.Value.Audience, time);

    /// <summary>The token of an Authorization header when it was verified before.</summary>
    public VerifiedToken? Recall(string header) => cache.Find(header);

    /// <summary>Verifies the token of an Authorization header; null when it is not good.</summary>
    public async Task<VerifiedToken?> VerifyAsync(string header, CancellationToken cancellationToken)
    {
        if (await _check.ReadAsync(header, cancellationToken) is not { } jwt || Read(jwt) is not { } token)
        {
            return null;
        }

        cache.Add(header, token);
        return token;
    }

    private static VerifiedToken? Read(JsonWebToken token) =>
        Id(token, JwtRegisteredClaimNames.Sub) is { } user && Id(token, JwtRegisteredClaimNames.Sid) is { } session
        && IssuedAt(token) is { } issuedAt
            // Whoever is in no organization has a token without one, and can still see and change their own account.
            ? new VerifiedToken(new Caller(user, Id(token, "org_id") ?? Guid.Empty, session, issuedAt), token.ValidTo)
            : null;

    private static Guid? Id(JsonWebToken token, string claim) =>
        token.TryGetClaim(claim, out Claim found) && Guid.TryParse(found.Value, out var id) ? id : null;

    // Sub-second precision is kept where the token has it: tokens are refused that were issued before a moment.
    private static DateTimeOffset? IssuedAt(JsonWebToken token) =>
        token.TryGetClaim(JwtRegisteredClaimNames.Iat, out var found)
        && decimal.TryParse(found.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 100_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}
