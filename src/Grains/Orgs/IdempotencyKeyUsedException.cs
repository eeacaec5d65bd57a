using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Orgs;

/// <summary>The change was not made because its Idempotency-Key is stored already: its answer is to be given again.</summary>
[GenerateSerializer, Alias("braid.idempotency-key-used")]
public sealed class IdempotencyKeyUsedException(Exception? inner = null)
    : BraidException(ErrorKind.Conflict, "The Idempotency-Key was used already.", inner);
