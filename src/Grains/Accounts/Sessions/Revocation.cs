using System.Runtime.CompilerServices;
using BraidMgr.Contracts;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Accounts.Sessions;

/// <summary>What ended, once it is committed: from the next request on, the organizations concerned must refuse its tokens.</summary>
internal sealed record Revocation(Guid UserId, IReadOnlyList<EndedSession> Sessions, DateTimeOffset? ValidFrom = null)
{
    // To the begin of the next second, as iat counts whole ones; and always further, also twice in a second.
    private const string EndAllSql = """
        UPDATE users
        SET sessions_valid_from = greatest(date_trunc('second', $2), sessions_valid_from) + interval '1 second'
        WHERE id = $1
        """;

    /// <summary>
    /// Ends one session of a person whom the transaction has locked, audit row included. A session that had ended before is
    /// announced once more: whoever asks again may do so because the announcement failed.
    /// </summary>
    public static async Task<Revocation> EndOne(
        CentralSession session, Guid sessionId, Guid userId, string action, string correlationId, DateTimeOffset now)
    {
        var ending = await session.RevokeFamily(sessionId, userId, now);
        if (ending.Now)
        {
            await new AuditEvent(action, "session", sessionId, userId, ending.Session?.OrganizationId, correlationId).WriteTo(session, now);
        }

        return new(userId, ending.Session is { } ended ? [ended] : []);
    }

    /// <summary>Ends all sessions of a person whom the transaction has locked.</summary>
    public static async Task<Revocation> EndAll(CentralSession session, Guid userId, DateTimeOffset now)
    {
        await session.Execute(EndAllSql, Param.Id(userId), Param.Time(now));
        var ended = await session.RevokeAll(userId, now);
        var person = await session.FindPerson(userId);
        return new(userId, ended, person?.SessionsValidFrom ?? now);
    }

    /// <summary>
    /// Ends sessions in a transaction and tells of it. Where the outcome is unknown, the organizations concerned read anew who is let in
    /// before their next answer; who asks again is told of the same sessions again.
    /// </summary>
    public static async Task<Revocation?> Commit(
        CentralDatabase central, IGrainFactory grains, Func<CentralSession, Task<Revocation?>> end, [CallerMemberName] string name = "")
    {
        Revocation? revocation = null;
        try
        {
            await central.Transact(async session => revocation = await end(session), name: name);
        }
        catch (OutcomeUnknownException)
        {
            await (revocation?.Doubt(grains) ?? Task.CompletedTask);
            throw;
        }

        await (revocation?.Announce(grains) ?? Task.CompletedTask);
        return revocation;
    }

    private Task Doubt(IGrainFactory grains) =>
        Task.WhenAll(Sessions.Select(s => s.OrganizationId).OfType<Guid>().Distinct().Select(organization => grains.Access(organization).Reload()));

    /// <summary>
    /// Tells every organization where the sessions worked; success may be answered afterwards. The sessions are named one by
    /// one as well: the moment alone would not cover a token from a host whose clock is ahead.
    /// </summary>
    public async Task Announce(IGrainFactory grains)
    {
        foreach (var organization in Sessions.Where(s => s.OrganizationId is not null).GroupBy(s => s.OrganizationId!.Value))
        {
            var access = grains.Access(organization.Key);
            await Task.WhenAll(organization.Select(s => access.SessionRevoked(s.SessionId)));
            await (ValidFrom is { } from ? access.SessionsRevoked(UserId, from) : Task.CompletedTask);
        }
    }
}
