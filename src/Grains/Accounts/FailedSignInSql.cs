using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts;

/// <summary>The audit row of a failed sign-in.</summary>
internal static class FailedSignInSql
{
    // Nothing is acknowledged here, so nothing need be on disk first; and waiting for the disk would tell an account that
    // exists from one that does not.
    private const string DoNotWaitSql = "SELECT set_config('synchronous_commit', 'off', true)";

    private const string LogSql = """
        INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, correlation_id, created_at)
        SELECT $1, $2, 'login_failed', 'user', $2, $3, $4
        WHERE $2 IS NOT NULL
        """;

    /// <summary>Writes it when the account exists; does the same but for the row when it does not.</summary>
    public static async Task<int> Log(CentralSession central, Guid? userId, string correlationId, DateTimeOffset now)
    {
        await central.Execute(DoNotWaitSql);
        return await central.Execute(LogSql, Param.Id(Guid.CreateVersion7()), Param.Id(userId), Param.Text(correlationId), Param.Time(now));
    }
}
