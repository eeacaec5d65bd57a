namespace BraidMgr.Contracts.Errors;

/// <summary>The catalogue of errors: each maps to one wire code and one HTTP status (see <see cref="ErrorCatalogue"/>).</summary>
public enum ErrorKind
{
    /// <summary>The input is malformed, missing, too long or out of range.</summary>
    Validation,

    /// <summary>The caller is not signed in, or the token is no longer good.</summary>
    Authentication,

    /// <summary>The caller is known and may see the thing, but may not do this with it.</summary>
    Authorization,

    /// <summary>There is no such thing, or it belongs to somebody else: the two look alike.</summary>
    NotFound,

    /// <summary>The change contradicts what is stored, such as a name that is taken.</summary>
    Conflict,

    /// <summary>If-Match named another version than the current one.</summary>
    PreconditionFailed,

    /// <summary>The body exceeds its limit (1 MiB; files 10 MiB).</summary>
    PayloadTooLarge,

    /// <summary>Too many requests, or a bounded queue is full; comes with Retry-After.</summary>
    RateLimited,

    /// <summary>A defect of the server.</summary>
    Internal,

    /// <summary>Something that the request needs cannot be reached, or its outcome is unknown; comes with Retry-After.</summary>
    Unavailable,
}

/// <summary>The one place where an <see cref="ErrorKind"/> gets its wire name and HTTP status.</summary>
public static class ErrorCatalogue
{
    /// <summary>The name of the error as clients see it in the field <c>error</c>.</summary>
    public static string WireCode(this ErrorKind code) => Entry(code).Wire;

    /// <summary>The HTTP status that the error is answered with.</summary>
    public static int HttpStatus(this ErrorKind code) => Entry(code).Status;

    private static (string Wire, int Status) Entry(ErrorKind code) => code switch
    {
        ErrorKind.Validation => ("VALIDATION_ERROR", 400),
        ErrorKind.Authentication => ("AUTHENTICATION_ERROR", 401),
        ErrorKind.Authorization => ("AUTHORIZATION_ERROR", 403),
        ErrorKind.NotFound => ("NOT_FOUND", 404),
        ErrorKind.Conflict => ("CONFLICT", 409),
        ErrorKind.PreconditionFailed => ("PRECONDITION_FAILED", 412),
        ErrorKind.PayloadTooLarge => ("PAYLOAD_TOO_LARGE", 413),
        ErrorKind.RateLimited => ("RATE_LIMITED", 429),
        ErrorKind.Unavailable => ("UNAVAILABLE", 503),
        _ => ("INTERNAL_ERROR", 500),
    };
}
