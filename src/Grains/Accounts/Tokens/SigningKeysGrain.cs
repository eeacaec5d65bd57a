using BraidMgr.Contracts.Accounts;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>Tells hosts, clients of the cluster included, which keys access tokens are verified with.</summary>
[Reentrant]
internal sealed class SigningKeysGrain(KeyRing keys) : Grain, ISigningKeysGrain
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<VerificationKey>> VerificationKeys() => keys.VerificationKeys();
}
