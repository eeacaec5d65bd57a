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
        TimeoutException => Error.Unavailable("The organization did not answer in time; whether a change was made is unknown."),
        OrleansException => Error.Unavailable("The organization cannot be reached at this moment."),
        _ => new(ErrorKind.Internal, Neutral),
    };

    /// <summary>The error that a status without a body stands for.</summary>
    public static (ErrorKind Kind, string Message) OfStatus(HttpRequest request, int status) => status switch
    {
        StatusCodes.Status401Unauthorized => (ErrorKind.Authentication, "Sign in first: the request needs a bearer token."),
        StatusCodes.Status403Forbidden => (ErrorKind.Authorization, "This is not allowed."),
        StatusCodes.Status404NotFound => (ErrorKind.NotFound, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => (ErrorKind.NotFound, $"There is no {Shown(request.Method)} at this address."),
        StatusCodes.Status409Conflict => (ErrorKind.Conflict, "The request contradicts what is stored."),
        StatusCodes.Status412PreconditionFailed => (ErrorKind.PreconditionFailed, "A precondition of the request does not hold."),
        StatusCodes.Status413PayloadTooLarge => (ErrorKind.PayloadTooLarge, "The body is too large."),
        StatusCodes.Status429TooManyRequests => (ErrorKind.RateLimited, "Too many requests."),
        StatusCodes.Status503ServiceUnavailable => (ErrorKind.Unavailable, "The service is not available at this moment."),
        >= StatusCodes.Status500InternalServerError => (ErrorKind.Internal, Neutral),
        _ => (ErrorKind.Validation, "The request could not be understood."),
    };

    private static string Shown(string method) => method.Length <= 10 ? method : "such method";
}
