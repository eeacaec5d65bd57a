using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Accounts.Sessions;

/// <summary>A row of <c>refresh_tokens</c>.</summary>
internal sealed record RefreshToken(
    Guid UserId, Guid? OrganizationId, Guid Family, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? RevokedAt);

/// <summary>A session whose tokens are revoked, and where those tokens worked.</summary>
internal sealed record EndedSession(Guid SessionId, Guid? OrganizationId);

/// <summary>A session that was asked to end.</summary>
/// <param name="Session">The session; null when there is none.</param>
/// <param name="Now">Whether it ended by this; false when it had before.</param>
internal sealed record Ending(EndedSession? Session, bool Now);

/// <summary>
/// The statements of <c>refresh_tokens</c>. Those that change something run in a transaction that has locked the person
/// (<see cref="PersonSql.LockPerson"/>), so that they happen one after the other, also from two activations.
/// </summary>
internal static class RefreshTokenSql
{
    private const string FindSql = """
        SELECT user_id, org_id, family, expires_at, used_at, revoked_at FROM refresh_tokens WHERE token_hash = $1
        """;

    private const string InsertSql = """
        INSERT INTO refresh_tokens (id, user_id, org_id, token_hash, family, expires_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string UseSql = "UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL";

    private const string RevokeFamilySql = """
        UPDATE refresh_tokens SET revoked_at = $3 WHERE family = $1 AND user_id = $2 AND revoked_at IS NULL
        """;

    private const string FamilySql = "SELECT DISTINCT family, org_id FROM refresh_tokens WHERE family = $1 AND user_id = $2";

    // Those of which access tokens may still be good, an hour at most, are named again: their end may not have been told.
    private const string RevokeAllSql = """
        WITH ended AS (
            UPDATE refresh_tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL RETURNING family, org_id
        )
        SELECT family, org_id FROM ended
        UNION
        SELECT family, org_id FROM refresh_tokens WHERE user_id = $1 AND revoked_at > $2 - interval '65 minutes'
        """;

    private const string DeleteExpiredSql = "DELETE FROM refresh_tokens WHERE expires_at < $1";

    public static Task<RefreshToken?> FindRefreshToken(this CentralSession central, byte[] hash) => central.One(
        row => new RefreshToken(
            row.GetGuid(0), row.Value<Guid>(1), row.GetGuid(2), row.GetFieldValue<DateTimeOffset>(3),
            row.Value<DateTimeOffset>(4), row.Value<DateTimeOffset>(5)),
        FindSql,
        Param.Bytes(hash));

    public static Task AddRefreshToken(
        this CentralSession central, Guid userId, Guid? organizationId, NewToken token, DateTimeOffset now) => central.Execute(
        InsertSql, Param.Id(Guid.CreateVersion7()), Param.Id(userId), Param.Id(organizationId), Param.Bytes(token.Hash),
        Param.Id(token.SessionId), Param.Time(token.ExpiresAt), Param.Time(now));

    public static Task UseRefreshToken(this CentralSession central, byte[] hash, DateTimeOffset now) =>
        central.Execute(UseSql, Param.Bytes(hash), Param.Time(now));

    /// <summary>Revokes a session of a person, unless that is done already.</summary>
    public static async Task<Ending> RevokeFamily(this CentralSession central, Guid family, Guid userId, DateTimeOffset now)
    {
        var revoked = await central.Execute(RevokeFamilySql, Param.Id(family), Param.Id(userId), Param.Time(now));
        return new(await central.One(ReadEnded, FamilySql, Param.Id(family), Param.Id(userId)), revoked > 0);
    }

    /// <summary>Revokes all sessions of a person. Answers with those, and with those that had ended lately.</summary>
    public static Task<List<EndedSession>> RevokeAll(this CentralSession central, Guid userId, DateTimeOffset now) =>
        central.All(ReadEnded, RevokeAllSql, Param.Id(userId), Param.Time(now));

    /// <summary>Forgets tokens that expired before a moment.</summary>
    public static Task DeleteExpiredRefreshTokens(this CentralSession central, DateTimeOffset before) =>
        central.Execute(DeleteExpiredSql, Param.Time(before));

    private static EndedSession ReadEnded(NpgsqlDataReader row) => new(row.GetGuid(0), row.Value<Guid>(1));
}
