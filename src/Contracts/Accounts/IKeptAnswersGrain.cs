using BraidMgr.Contracts.Access;
using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Accounts;

/// <summary>
/// What one person, session or address (the key) was answered under Idempotency-Keys where no organization's database keeps it. Tokens
/// are never kept: of an answer that held some it is known that it was given.
/// </summary>
[Alias("braid.kept-answers-grain"), Version(1)]
public interface IKeptAnswersGrain : IGrainWithStringKey
{
    /// <summary>The message that was answered to the same request within 24 hours; null when there was none. CONFLICT when the key was used for another.</summary>
    Task<string?> Find(IdempotencyKey key);

    /// <summary>Keeps what was answered; what is kept already stays.</summary>
    Task Keep(IdempotencyKey key, string message);
}
