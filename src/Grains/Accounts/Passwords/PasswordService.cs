using Microsoft.AspNetCore.Identity;

namespace BraidMgr.Grains.Accounts.Passwords;

/// <summary>
/// Hashes and verifies passwords with ASP.NET Core Identity's hasher. A hash takes tens of milliseconds of a core, so at most
/// half of the cores hash at a time: a flood of sign-ins leaves the others to everybody else.
/// </summary>
public sealed class PasswordService : IDisposable
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher = new();
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly string _dummy;

    /// <summary>Prepares the hash that unknown accounts are compared with.</summary>
    public PasswordService() => _dummy = _hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    /// <summary>Hashes a new password.</summary>
    internal async Task<string> Hash(string password)
    {
        await _slots.WaitAsync();
        try
        {
            return _hasher.HashPassword(Nobody, password);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Compares a password with a stored hash; without one it takes as long and says no.</summary>
    internal async Task<bool> Verify(string? hash, string password)
    {
        await _slots.WaitAsync();
        try
        {
            return _hasher.VerifyHashedPassword(Nobody, hash ?? _dummy, password) != PasswordVerificationResult.Failed && hash is not null;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();
}
