using System.Text.Json.Nodes;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Operations.Operators;

/// <summary>A row of <c>operators</c> that may sign in.</summary>
internal sealed record OperatorRow(Guid Id, string Email, string PasswordHash)
{
    public OperatorProfile Profile => new(Id, Email);
}

/// <summary>The statements of <c>operators</c>, and what the audit log keeps of them.</summary>
internal static class OperatorSql
{
    private const string FindByEmailSql = "SELECT id, email, password_hash FROM operators WHERE lower(email) = lower($1) AND disabled_at IS NULL";

    private const string FindSql = "SELECT id, email, password_hash FROM operators WHERE id = $1 AND disabled_at IS NULL";

    public static Task<OperatorRow?> FindOperator(this CentralSession central, string email) =>
        central.One(row => new OperatorRow(row.GetGuid(0), row.GetString(1), row.GetString(2)), FindByEmailSql, Param.Text(email));

    public static Task<OperatorRow?> FindOperator(this CentralSession central, Guid id) =>
        central.One(row => new OperatorRow(row.GetGuid(0), row.GetString(1), row.GetString(2)), FindSql, Param.Id(id));

    /// <summary>The audit row of a call, or of its failure.</summary>
    public static AuditEvent Event(this OperatorCall call, Guid operatorId, string? email, int? status = null) =>
        new(status is null ? call.Operation : call.Operation + "_failed", "admin_call", null, operatorId, null, call.CorrelationId)
        {
            After = State(call, email, status),
        };

    private static JsonObject State(OperatorCall call, string? email, int? status)
    {
        var state = new JsonObject { ["method"] = call.Method, ["path"] = call.Path };
        if (email is not null)
        {
            state["operator"] = email;
        }

        if (status is not null)
        {
            state["status"] = status;
        }

        return state;
    }
}
