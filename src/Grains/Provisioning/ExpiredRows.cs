using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Provisioning;

/// <summary>Deletes rows of central that have no meaning any more.</summary>
public sealed class ExpiredRows(CentralDatabase central, TimeProvider time)
{
    private const string KeysSql = "DELETE FROM idempotency_keys WHERE created_at < $1";

    private const string ResetsSql = "DELETE FROM password_resets WHERE expires_at < $1";

    private const string VerificationsSql = "DELETE FROM email_verifications WHERE expires_at < $1";

    /// <summary>Deletes idempotency keys after 24 hours, and tokens a day after they expired.</summary>
    internal Task Delete(CancellationToken cancellationToken)
    {
        var yesterday = time.Now() - TimeSpan.FromDays(1);
        return central.Maintain(
            async session =>
            {
                await session.DeleteExpiredRefreshTokens(yesterday);
                await session.Execute(KeysSql, Param.Time(yesterday));
                await session.Execute(ResetsSql, Param.Time(yesterday));
                return await session.Execute(VerificationsSql, Param.Time(yesterday));
            },
            cancellationToken);
    }
}
