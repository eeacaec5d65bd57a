using System.Text.Json.Nodes;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Central;

/// <summary>The idempotency keys of what happens before an organization is there: registering, and creating an organization.</summary>
/// <param name="UserId">Whose key it is; when registering, an id made of the address.</param>
/// <param name="Key">The key, its route and the body's hash.</param>
internal sealed record CentralIdempotency(Guid UserId, IdempotencyKey Key)
{
    private const string FindSql = "SELECT route, body_sha256, status, body::text FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND created_at > $3";

    private const string ForgetSql = "DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND created_at <= $3";

    private const string ReserveSql = """
        INSERT INTO idempotency_keys (user_id, key, route, body_sha256, organization_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """;

    private const string CompleteSql = "UPDATE idempotency_keys SET status = $3, body = $4 WHERE user_id = $1 AND key = $2";

    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>
    /// What was answered under the key before; null when it is new. CONFLICT when it was used for something else, UNAVAILABLE
    /// while that is still under way.
    /// </summary>
    public async Task<JsonNode?> Answered(CentralSession central, DateTimeOffset now)
    {
        var used = await central.One(
            row => new Used(row.GetString(0), row.GetFieldValue<byte[]>(1), row.Value<int>(2), row.Text(3)),
            FindSql, Param.Id(UserId), Param.Text(Key.Key), Param.Time(now - KeptFor));
        if (used is null)
        {
            return null;
        }

        if (used.Route != Key.Route || !used.BodySha256.AsSpan().SequenceEqual(Key.BodySha256))
        {
            throw Error.Conflict("The Idempotency-Key was used for another request. Use a new key for each.");
        }

        return used.Status is null ? throw UnderWay() : JsonNode.Parse(used.Body!);
    }

    /// <summary>Takes the key for an organization that is being created; UNAVAILABLE when somebody else has just taken it.</summary>
    public async Task Reserve(CentralSession central, Guid? organizationId, DateTimeOffset now)
    {
        await central.Execute(ForgetSql, Param.Id(UserId), Param.Text(Key.Key), Param.Time(now - KeptFor));
        var reserved = await central.Execute(
            ReserveSql, Param.Id(UserId), Param.Text(Key.Key), Param.Text(Key.Route), Param.Bytes(Key.BodySha256), Param.Id(organizationId), Param.Time(now));
        if (reserved == 0)
        {
            throw UnderWay();
        }
    }

    /// <summary>Keeps the answer, in the transaction of what is answered. It holds ids, never tokens.</summary>
    public Task Complete(CentralSession central, int status, JsonObject body) =>
        central.Execute(CompleteSql, Param.Id(UserId), Param.Text(Key.Key), Param.Count(status), Param.Json(body.ToJsonString()));

    private static BraidException UnderWay() =>
        Error.Unavailable("A request with this Idempotency-Key is still under way. Try again in 1 s.", retryAfterSeconds: 1);

    private sealed record Used(string Route, byte[] BodySha256, int? Status, string? Body);
}
