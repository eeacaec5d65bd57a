using System.Text.Json.Nodes;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts;

/// <summary>Keeps answers in central, beside those to registrations.</summary>
internal sealed class KeptAnswersGrain(CentralDatabase central, KeyProtector protector, TimeProvider time) : Grain, IKeptAnswersGrain
{
    private const int Ok = 200;
    private const string Message = "message";

    /// <inheritdoc/>
    public async Task<string?> Find(IdempotencyKey key) =>
        (await central.Run(session => Sealed(key).Answered(session, time.Now())))?[Message]!.GetValue<string>();

    /// <inheritdoc/>
    public Task Keep(IdempotencyKey key, string message) => central.Transact(async session =>
    {
        var (kept, now) = (Sealed(key), time.Now());
        if (await kept.Answered(session, now) is null)
        {
            await kept.Reserve(session, null, now);
            await kept.Complete(session, Ok, new JsonObject { [Message] = message });
        }

        return true;
    });

    // Bodies hold passwords and tokens: their plain hash in the database could be guessed at.
    private CentralIdempotency Sealed(IdempotencyKey key) => new(
        EmailRules.DeterministicId(this.GetPrimaryKeyString()), key with { BodySha256 = protector.Fingerprint(key.BodySha256) });
}
