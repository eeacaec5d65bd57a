using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts.Sessions;

/// <summary>Begins sessions: stores a refresh token and makes the access token that goes with it.</summary>
public sealed class SessionService(CentralDatabase central, TokenIssuer issuer, IOptions<TokenOptions> options, TimeProvider time)
{
    /// <summary>
    /// Begins a session of a person who has just proved who they are. AUTHENTICATION_ERROR when the password was changed since
    /// <paramref name="proved"/> was read: a new password ends all sessions, and this one would have slipped through.
    /// </summary>
    internal async Task<SignedIn> Begin(Person proved, Membership? membership, string action, string correlationId)
    {
        var now = time.Now();
        var token = NextToken(now);
        var person = await central.Transact(async session =>
        {
            var locked = await session.LockPerson(proved.Id);
            if (locked is null || locked.PasswordHash != proved.PasswordHash)
            {
                throw Error.Unauthenticated("The password was changed meanwhile. Sign in again.");
            }

            await Store(session, locked.Id, membership?.OrganizationId, token, action, correlationId, now);
            return locked;
        });
        return await Answer(person, membership, token, now);
    }

    /// <summary>A token for a new session, or the next one of <paramref name="session"/>.</summary>
    internal NewToken NextToken(DateTimeOffset now, Guid? session = null) =>
        NewToken.Create(options.Value.RefreshLifetime, now, session);

    /// <summary>Stores the first token of a session and its audit row, in the caller's transaction.</summary>
    internal static async Task Store(
        CentralSession session, Guid userId, Guid? organizationId, NewToken token, string action, string correlationId, DateTimeOffset now)
    {
        await session.AddRefreshToken(userId, organizationId, token, now);
        await new AuditEvent(action, "session", token.SessionId, userId, organizationId, correlationId).WriteTo(session, now);
    }

    /// <summary>What the client gets once the token is stored.</summary>
    internal async Task<SignedIn> Answer(Person person, Membership? membership, NewToken token, DateTimeOffset now) => new(
        await issuer.Issue(person, membership, token.SessionId, now),
        issuer.ExpiresIn,
        person.Profile(membership?.OrganizationId, membership?.Role),
        token.Token,
        token.ExpiresAt);
}
