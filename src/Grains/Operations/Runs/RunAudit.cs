using System.Text.Json.Nodes;
using BraidMgr.Backups;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Schema;
using BraidMgr.Storage;
using Npgsql;

namespace BraidMgr.Grains.Operations.Runs;

/// <summary>The audit row of a run's end; its beginning is the call that ordered it.</summary>
internal static class RunAudit
{
    public static AuditEvent Ended(StoredRun run, RunState state)
    {
        var shown = run.Show(after: long.MaxValue);
        return new("run_ended", "run", shown.Id, run.Order!.OperatorId, null, run.Order.CorrelationId)
        {
            After = new JsonObject
            {
                ["kind"] = shown.Kind,
                ["subject"] = shown.Subject,
                ["state"] = Labels<RunState>.Of(state),
                ["started_by"] = shown.StartedBy,
                ["total"] = shown.Total,
                ["succeeded"] = shown.Succeeded,
                ["failed"] = shown.Failed,
            },
        };
    }
}

/// <summary>What exceptions mean to a run.</summary>
internal static class RunErrors
{
    /// <summary>Whether it passes by itself: a server or a store that is away, starts, or has no connection left.</summary>
    public static bool IsPassing(Exception error) => error is BraidException { Kind: ErrorKind.Unavailable } or TimeoutException or ObjectStoreException
        || (error is NpgsqlException && (error as PostgresException)?.SqlState is null or "57P01" or "57P02" or "57P03" or "53300");

    /// <summary>What an operator is told: the message, where it is one that we or PostgreSQL wrote; else the kind of failure, the rest being in the log.</summary>
    public static string Plain(Exception error) => error switch
    {
        BraidException { Kind: ErrorKind.Internal, InnerException: PostgresException inner } => $"{inner.SqlState} {inner.MessageText}",
        BraidException or SchemaException or BackupException or ObjectStoreException => error.Message,
        PostgresException postgres => $"{postgres.SqlState} {postgres.MessageText}",
        NpgsqlException => $"the database server cannot be reached: {error.Message}",
        TimeoutException => "it took too long",
        _ => "it failed by a defect; the host's log has the details",
    };
}
