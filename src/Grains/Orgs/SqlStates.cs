using BraidMgr.Contracts.Errors;
using Npgsql;

namespace BraidMgr.Grains.Orgs;

/// <summary>The one table in which PostgreSQL's SQLSTATEs become errors of the catalogue.</summary>
internal static class SqlStates
{
    /// <summary>Raised by <c>braid_begin_write</c>: another activation owns the database.</summary>
    public const string Fenced = "BM001";

    /// <summary>Raised by <c>braid_take_ownership</c>: the database belongs to another organization.</summary>
    public const string WrongOrganization = "BM002";

    /// <summary>Raised by the server when a lock is not to be had within lock_timeout.</summary>
    public const string LockNotAvailable = "55P03";

    /// <summary>Whether a migration changed the type of a prepared statement's columns: prepared anew, it runs.</summary>
    public static bool IsStalePlan(PostgresException error) => error is { SqlState: "0A000", Routine: "RevalidateCachedQuery" };

    /// <summary>
    /// Whether an error is a statement's own: it was refused, its transaction is rolled back, and others may run again.
    /// Classes 08 (connection) and 57 (operator intervention) leave the outcome open, and so does whatever ends the backend: FATAL, and
    /// PANIC, which a server that cannot write its log raises at a commit that may be in it.
    /// </summary>
    public static bool IsOwnError(PostgresException error) =>
        error.InvariantSeverity == "ERROR"
        && error.SqlState is not Fenced
        && !error.SqlState.StartsWith("08", StringComparison.Ordinal)
        && !error.SqlState.StartsWith("57", StringComparison.Ordinal);

    /// <summary>The error of the catalogue for whatever Npgsql threw.</summary>
    public static BraidException Translate(Exception error) => error switch
    {
        BraidException known => known,
        PostgresException postgres => Translate(postgres),
        _ => Error.Unavailable("The database cannot be reached. Try again shortly.", inner: error),
    };

    private static BraidException Translate(PostgresException error) => error.SqlState switch
    {
        "23505" when error.ConstraintName == "idempotency_keys_pkey" => new IdempotencyKeyUsedException(error),
        "23505" => new(ErrorKind.Conflict, $"There is one already ({error.ConstraintName}).", error),
        "23503" => new(ErrorKind.Conflict, $"Something that this refers to is not there, or refers to it ({error.ConstraintName}).", error),
        "23502" or "23514" => new(ErrorKind.Validation, $"The database refuses the value ({error.ConstraintName ?? error.ColumnName}).", error),
        LockNotAvailable => Error.Unavailable("Another change holds the row for too long. Try again shortly.", inner: error),
        "40001" or "40P01" => Error.Unavailable("Changes crossed. Try again.", inner: error),
        "53300" => Error.Unavailable("The database server has no connection left (max_connections). Try again shortly.", inner: error),
        "0A000" when IsStalePlan(error) => Error.Unavailable("The database was migrated just now. Try again.", inner: error),
        Fenced => OutcomeUnknownException.Because(error),
        WrongOrganization => new(ErrorKind.Internal, "The database belongs to another organization and was not opened.", error),
        var state when state.StartsWith("22", StringComparison.Ordinal) =>
            new(ErrorKind.Validation, "A value cannot be stored by the database.", error),
        var state when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal) =>
            Error.Unavailable("The database cannot be reached or is overloaded. Try again shortly.", inner: error),
        _ => new(ErrorKind.Internal, $"The database refused the statement (SQLSTATE {error.SqlState}).", error),
    };
}
