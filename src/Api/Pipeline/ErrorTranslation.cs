using BraidMgr.Contracts.Errors;

namespace BraidMgr.Api.Pipeline;

/// <summary>The one place where exceptions and bare statuses become errors of the catalogue.</summary>
internal static class ErrorTranslation
{
    private const string Neutral = "Something went wrong on the server. It is in its log under the correlation id.";

    /// <summary>An exception as an error that may be shown.</summary>
    public static BraidException Of(Exception exception) => exception switch
    {
        BraidException { Kind: ErrorKind.Internal } => new(ErrorKind.Internal, Neutral),
        BraidException e => e,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => BodyReader.TooLarge(null),
        BadHttpRequestException => new(ErrorKind.Validation, "The request could not be read."),
        TimeoutException => Error.Unavailable("The organization did not answer in time; if this was a change, whether it was made is not known."),
        // The last two: an activation or its silo ended while the call waited for it, which comes as it was thrown there.
        OrleansException or OperationCanceledException or ObjectDisposedException => Error.Unavailable("The organization cannot be reached at this moment; if this was a change, whether it was made is not known."),
        _ => new(ErrorKind.Internal, Neutral),
    };

    /// <summary>The error that a status without a body stands for.</summary>
    public static BraidException OfStatus(HttpRequest request, int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Error.Unauthenticated("Sign in first: the request needs a bearer token."),
        StatusCodes.Status403Forbidden => Error.Forbidden("This is not allowed."),
        StatusCodes.Status404NotFound => new(ErrorKind.NotFound, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new(ErrorKind.NotFound, $"There is no {Shown(request.Method)} at this address."),
        StatusCodes.Status413PayloadTooLarge => BodyReader.TooLarge(null),
        StatusCodes.Status415UnsupportedMediaType => Error.Invalid("Content-Type", "is missing, or of a kind that is not taken here"),
        StatusCodes.Status416RangeNotSatisfiable => Error.Invalid("Range", "begins behind the end of the file"),
        StatusCodes.Status429TooManyRequests => Error.Busy("Too many requests."),
        StatusCodes.Status503ServiceUnavailable => Error.Unavailable("The service is not available at this moment."),
        >= StatusCodes.Status500InternalServerError => new(ErrorKind.Internal, Neutral),
        _ => new(ErrorKind.Validation, "The request could not be understood."),
    };

    private static string Shown(string method) => method.Length <= 10 ? method : "such method";
}
