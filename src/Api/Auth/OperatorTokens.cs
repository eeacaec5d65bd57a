using BraidMgr.Api.Admin;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Auth;

/// <summary>Tells which operator sends a request. Whether that operator may still do anything is asked of the grain, on every call.</summary>
internal sealed class OperatorTokens(VerificationKeys keys, IOptions<OperatorTokenOptions> options, TimeProvider time) : IDisposable
{
    private readonly JwtCheck _check = new(keys, options.Value.Issuer, options.Value.Audience, time);

    /// <summary>The operator of an Authorization header; null when the token is not good.</summary>
    public async Task<Guid?> VerifyAsync(string header, CancellationToken cancellationToken) =>
        await _check.ReadAsync(header, cancellationToken) is { } token && Guid.TryParse(token.Subject, out var id) ? id : null;

    /// <inheritdoc/>
    public void Dispose() => keys.Dispose();
}
