using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts.Sessions;

/// <summary>One session: its refresh tokens are a family, of which each is used once (RFC 9700, 4.14.2).</summary>
internal sealed class SessionGrain(
    CentralDatabase central, SessionService sessions, IOptions<TokenOptions> options, TimeProvider time) : Grain, ISessionGrain
{
    /// <inheritdoc/>
    public async Task<SignedIn> Refresh(string refreshToken, ClientInfo client)
    {
        var now = time.Now();
        var next = sessions.NextToken(now, this.GetPrimaryKey());
        var outcome = await central.Transact(session => Rotate(session, OpaqueToken.Hash(refreshToken), next, client, now));
        if (outcome.Reuse is { } revocation)
        {
            await revocation.Announce(GrainFactory);
            throw Invalid();
        }

        return await sessions.Answer(outcome.Person, outcome.Membership, next, now);
    }

    /// <inheritdoc/>
    public async Task Logout(string refreshToken, ClientInfo client)
    {
        var now = time.Now();
        await Revocation.Commit(central, GrainFactory, async session =>
        {
            var (person, _) = await Find(session, OpaqueToken.Hash(refreshToken));
            return person is null ? null : await End(session, person, "logout", client, now);
        });
    }

    private async Task<Outcome> Rotate(CentralSession session, byte[] hash, NewToken next, ClientInfo client, DateTimeOffset now)
    {
        var (person, token) = await Find(session, hash);
        if (person is null || token!.RevokedAt is not null || token.ExpiresAt <= now)
        {
            throw Invalid();
        }

        if (token.UsedAt is { } used && now - used > options.Value.ReuseGrace)
        {
            return new(person, null, await End(session, person, "refresh_reuse", client, now));
        }

        var membership = token.OrganizationId is { } organization ? await MembershipIn(session, person.Id, organization) : null;
        await session.UseRefreshToken(hash, now);
        await session.AddRefreshToken(person.Id, token.OrganizationId, next, now);
        return new(person, membership, null);
    }

    /// <summary>The token and its person, who stays locked; nobody when the token is none of this session's.</summary>
    private async Task<(Person? Person, RefreshToken? Token)> Find(CentralSession session, byte[] hash)
    {
        var token = await session.FindRefreshToken(hash);
        var person = token is not null && token.Family == this.GetPrimaryKey() ? await session.LockPerson(token.UserId) : null;

        // Again, as it may have been used while the lock was waited for.
        return person is null ? default : (person, await session.FindRefreshToken(hash));
    }

    private Task<Revocation> End(CentralSession session, Person person, string action, ClientInfo client, DateTimeOffset now) =>
        Revocation.EndOne(session, this.GetPrimaryKey(), person.Id, action, client.CorrelationId, now);

    private static async Task<Membership> MembershipIn(CentralSession session, Guid userId, Guid organizationId) =>
        (await session.Memberships(userId)).Find(m => m.OrganizationId == organizationId)
            ?? throw Error.Unauthenticated("You are no longer a member of the organization that this session worked in. Sign in again.");

    private static BraidException Invalid() => Error.Unauthenticated("The session has ended. Sign in again.");

    private sealed record Outcome(Person Person, Membership? Membership, Revocation? Reuse);
}
