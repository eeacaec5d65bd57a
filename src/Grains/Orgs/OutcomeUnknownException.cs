using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// A write was sent and its answer was lost, or another activation has taken the database over: whether it is stored cannot be
/// told from here. Nothing is run again; who holds state that the write concerns must reload before answering. 503 for clients.
/// </summary>
[GenerateSerializer, Alias("braid.outcome-unknown")]
public sealed class OutcomeUnknownException(string message, Exception? inner = null)
    : BraidException(ErrorKind.Unavailable, message, inner)
{
    /// <summary>The error as clients see it.</summary>
    public static OutcomeUnknownException Because(Exception cause) =>
        new("The database did not confirm the change. Read the current state before you try again.", cause) { RetryAfterSeconds = 1 };
}
