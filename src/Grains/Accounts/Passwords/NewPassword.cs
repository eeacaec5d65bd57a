using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts.Passwords;

/// <summary>A new password ends all sessions of the person, in one transaction.</summary>
internal static class NewPassword
{
    private const string SetSql = "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1";

    /// <summary>Sets it, in a transaction that has locked the person.</summary>
    public static async Task<Revocation> Set(
        CentralSession session, Guid userId, string hash, string action, string correlationId, DateTimeOffset now)
    {
        await session.Execute(SetSql, Param.Id(userId), Param.Text(hash), Param.Time(now));
        await new AuditEvent(action, "user", userId, userId, null, correlationId).WriteTo(session, now);
        return await Revocation.EndAll(session, userId, now);
    }
}
