using BraidMgr.Contracts.Accounts;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts.Registering;

/// <summary>A person who comes into being, with a first session, at the commit point of whatever they join.</summary>
internal sealed record Newcomer(Person Person, NewToken Token, string CorrelationId, CentralIdempotency? Idempotency)
{
    /// <summary>Goes to the person's address, and comes back when the address is theirs.</summary>
    public string VerificationToken { get; } = OpaqueToken.Create(Person.Id);

    /// <summary>Writes the person, the session and the audit row, in the caller's transaction.</summary>
    public async Task WriteTo(CentralSession session, Guid organizationId, DateTimeOffset now)
    {
        await session.AddPerson(Person);
        await new AuditEvent("register", "user", Person.Id, Person.Id, organizationId, CorrelationId).WriteTo(session, now);
        await VerificationService.Store(session, Person, VerificationToken, now);
        await session.AddRefreshToken(Person.Id, organizationId, Token, now);
    }
}
