using System.Globalization;
using System.Security.Claims;
using BraidMgr.Contracts.Access;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Api.Auth;

/// <summary>Tells who sends a request, from its bearer token. A signature is checked once; what is allowed is asked of the grains each time.</summary>
internal sealed class TokenVerifier(TokenCache cache, VerificationKeys keys, IOptions<TokenCheckOptions> options, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    // Far above what our tokens have; a longer one is not worth parsing.
    private const int MaxLength = 4096;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(2);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    /// <summary>The token of an Authorization header when it was verified before.</summary>
    public VerifiedToken? Recall(string header) => cache.Find(header);

    /// <summary>Verifies the token of an Authorization header; null when it is not good.</summary>
    public async Task<VerifiedToken?> VerifyAsync(string header, CancellationToken cancellationToken)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > MaxLength
            || KidOf(header[Scheme.Length..].Trim()) is not { } kid
            || await keys.FindAsync(kid, cancellationToken) is not { } key)
        {
            return null;
        }

        var result = await _handler.ValidateTokenAsync(header[Scheme.Length..].Trim(), Parameters(key));
        if (!result.IsValid || Read((JsonWebToken)result.SecurityToken) is not { } token || token.Expires <= time.GetUtcNow())
        {
            return null;
        }

        cache.Add(header, token);
        return token;
    }

    private string? KidOf(string token)
    {
        try
        {
            return _handler.CanReadToken(token) && _handler.ReadJsonWebToken(token) is { Kid.Length: > 0 } read ? read.Kid : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private TokenValidationParameters Parameters(SecurityKey key) => new()
    {
        ValidIssuer = options.Value.Issuer,
        ValidAudience = options.Value.Audience,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKey = key,
        ClockSkew = ClockSkew,
    };

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
