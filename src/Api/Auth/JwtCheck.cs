using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BraidMgr.Api.Auth;

/// <summary>Checks the signature, issuer, audience and times of bearer tokens of one kind.</summary>
internal sealed class JwtCheck(VerificationKeys keys, string issuer, string audience, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    // Far above what our tokens have; a longer one is not worth parsing.
    private const int MaxLength = 4096;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(2);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    /// <summary>The token of an Authorization header; null when it is not good.</summary>
    public async Task<JsonWebToken?> ReadAsync(string header, CancellationToken cancellationToken)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > MaxLength
            || KidOf(header[Scheme.Length..].Trim()) is not { } kid
            || await keys.FindAsync(kid, cancellationToken) is not { } key)
        {
            return null;
        }

        var result = await _handler.ValidateTokenAsync(header[Scheme.Length..].Trim(), Parameters(key));
        return result.IsValid && result.SecurityToken is JsonWebToken token && token.ValidTo > time.GetUtcNow() ? token : null;
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
        ValidIssuer = issuer,
        ValidAudience = audience,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKey = key,
        ClockSkew = ClockSkew,
    };
}
