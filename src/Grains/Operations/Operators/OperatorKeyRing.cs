using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Operations.Operators;

/// <summary>The keys that sign operators' tokens, in a table of their own.</summary>
public sealed class OperatorKeyRing(
    CentralDatabase central, KeyProtector protector, IOptions<KeyOptions> keys, IOptions<OperatorOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The keys.</summary>
    internal KeyRing Keys { get; } = new(central, protector, keys.Value, options.Value.TokenLifetime, SigningKeyTable.OperatorTokens, time);

    /// <inheritdoc/>
    public void Dispose() => Keys.Dispose();
}
