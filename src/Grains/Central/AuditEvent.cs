using System.Text.Json.Nodes;

namespace BraidMgr.Grains.Central;

/// <summary>An event of accounts or organizations, as the central audit log keeps it: written by the transaction of the event itself.</summary>
/// <param name="Action">What happened, such as <c>login</c>.</param>
/// <param name="EntityType">What it happened to: <c>user</c>, <c>session</c>, <c>organization</c> or <c>membership</c>.</param>
/// <param name="EntityId">The id of that.</param>
/// <param name="UserId">Who did it; null when unknown.</param>
/// <param name="OrganizationId">Whose event it is; null: of no organization.</param>
/// <param name="CorrelationId">The request's correlation id.</param>
internal sealed record AuditEvent(
    string Action, string EntityType, Guid? EntityId, Guid? UserId, Guid? OrganizationId, string? CorrelationId)
{
    private const string InsertSql = """
        INSERT INTO audit_log
            (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, organization_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    /// <summary>The state before; never a secret.</summary>
    public JsonObject? Before { get; init; }

    /// <summary>The state after; never a secret.</summary>
    public JsonObject? After { get; init; }

    /// <summary>Writes the row; in the session of a transaction it commits or goes with the rest.</summary>
    public Task WriteTo(CentralSession central, DateTimeOffset now) => central.Execute(
        InsertSql, Param.Id(Guid.CreateVersion7()), Param.Id(UserId), Param.Text(Action), Param.Text(EntityType), Param.Id(EntityId),
        Param.Json(Before?.ToJsonString()), Param.Json(After?.ToJsonString()), Param.Text(CorrelationId), Param.Id(OrganizationId), Param.Time(now));
}
