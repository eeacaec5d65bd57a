namespace BraidMgr.Contracts.Errors;

/// <summary>Makers of the errors that are thrown in more than one place.</summary>
public static class Error
{
    /// <summary>There is no such thing, or it is not for this caller to know of.</summary>
    public static BraidException NotFound(string what, object? id = null) =>
        new(ErrorKind.NotFound, id is null ? $"There is no such {what}." : $"There is no {what} {id}.");

    /// <summary>
    /// An id in a field of the input names nothing, or nothing that this caller may use. The answer does not depend on which, and does not
    /// repeat the id.
    /// </summary>
    public static BraidException NotFoundIn(string field, string what) =>
        NotFoundIn(new Dictionary<string, string[]> { [field] = [NoSuch(what)] });

    /// <summary>As <see cref="NotFoundIn(string, string)"/>, beside whatever else is wrong; the message is of the first field.</summary>
    public static BraidException NotFoundIn(Dictionary<string, string[]> details) => OfFields(ErrorKind.NotFound, details);

    /// <summary>The reason against a field whose id names nothing.</summary>
    internal static string NoSuch(string what) => $"there is no such {what}";

    /// <summary>One field of the input is not acceptable.</summary>
    public static BraidException Invalid(string field, string reason) =>
        Invalid(new Dictionary<string, string[]> { [field] = [reason] });

    /// <summary>Several fields of the input are not acceptable.</summary>
    public static BraidException Invalid(Dictionary<string, string[]> details) => OfFields(ErrorKind.Validation, details);

    /// <summary>The caller's role does not cover the action.</summary>
    public static BraidException Forbidden(string message) => new(ErrorKind.Authorization, message);

    /// <summary>The caller must sign in (again).</summary>
    public static BraidException Unauthenticated(string message) => new(ErrorKind.Authentication, message);

    /// <summary>The change contradicts what is stored.</summary>
    public static BraidException Conflict(string message) => new(ErrorKind.Conflict, message);

    /// <summary>A thing that is needed cannot be reached now.</summary>
    public static BraidException Unavailable(string message, int retryAfterSeconds = 1, Exception? inner = null) =>
        new(ErrorKind.Unavailable, message, inner) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>A bounded queue is full.</summary>
    public static BraidException Busy(string message, int retryAfterSeconds = 1) =>
        new(ErrorKind.RateLimited, message) { RetryAfterSeconds = retryAfterSeconds };

    private static BraidException OfFields(ErrorKind kind, Dictionary<string, string[]> details)
    {
        var first = details.First();
        return new(kind, $"{first.Key}: {first.Value[0]}") { Details = details };
    }
}
