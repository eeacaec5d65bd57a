using BraidMgr.Contracts.Accounts;
using BraidMgr.Grains.Operations.Operators;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>
/// Tells hosts, clients of the cluster included, which keys tokens are verified with: those of access tokens (key 0), or those of
/// operators' tokens (key 1). Each silo has its own: no host is to depend on one silo of the cluster for it.
/// </summary>
[Reentrant, StatelessWorker(1)]
internal sealed class SigningKeysGrain(KeyRing keys, OperatorKeyRing operatorKeys) : Grain, ISigningKeysGrain
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<VerificationKey>> VerificationKeys() =>
        this.GetPrimaryKeyLong() == 0 ? keys.VerificationKeys() : operatorKeys.Keys.VerificationKeys();
}
