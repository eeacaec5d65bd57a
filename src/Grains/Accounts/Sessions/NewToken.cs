using BraidMgr.Contracts.Accounts;

namespace BraidMgr.Grains.Accounts.Sessions;

/// <summary>A refresh token that is about to be stored, by its hash, and given to the client.</summary>
internal sealed record NewToken(Guid SessionId, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>What is stored of it.</summary>
    public byte[] Hash { get; } = OpaqueToken.Hash(Token);

    /// <summary>Makes the first token of a new session, or the next of one that goes on.</summary>
    public static NewToken Create(TimeSpan lifetime, DateTimeOffset now, Guid? session = null)
    {
        var sessionId = session ?? Guid.CreateVersion7();
        return new(sessionId, OpaqueToken.Create(sessionId), now + lifetime);
    }
}
