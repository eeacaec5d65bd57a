using System.Net;
using Anthropic.Exceptions;
using Anthropic.Models;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Assistant.Provider;

/// <summary>What a failure of the provider means for who asks. What only an operator can mend is not to be asked again.</summary>
internal static class ProviderFailures
{
    private const int Overloaded = 529;

    /// <summary>The failure in words.</summary>
    public static BraidException Of(Exception error) => error switch
    {
        AnthropicServiceException { ErrorType: ErrorType.RateLimitError } or AnthropicApiException { StatusCode: HttpStatusCode.TooManyRequests } =>
            Error.Unavailable("The assistant's provider takes no more questions for now: the limit of this installation is reached (429)."),
        AnthropicServiceException { ErrorType: ErrorType.OverloadedError } or AnthropicApiException { StatusCode: (HttpStatusCode)Overloaded } =>
            Error.Unavailable("The assistant's provider is overloaded (529)."),
        AnthropicApiException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } =>
            ForOperator("does not accept the key that is configured (Assistant:ApiKey)"),
        AnthropicServiceException { ErrorType: ErrorType.BillingError } => ForOperator("says that the account has run out of money"),
        AnthropicApiException { StatusCode: HttpStatusCode.NotFound } => ForOperator("does not know the model that is configured (Assistant:Model)"),
        AnthropicApiException { StatusCode: HttpStatusCode.RequestEntityTooLarge } => ForOperator("takes no question with so much data (Assistant:MaxDataCharacters)"),
        Anthropic5xxException failed => Error.Unavailable($"The assistant's provider failed ({(int)failed.StatusCode})."),
        AnthropicApiException refused => ForOperator($"refuses the question ({(int)refused.StatusCode})"),
        AnthropicSseException => Error.Unavailable("The assistant's provider failed in the middle of its answer."),
        AnthropicIOException or HttpRequestException or IOException => Error.Unavailable("The assistant's provider cannot be reached."),
        _ => Error.Unavailable("The assistant's provider answered what cannot be understood."),
    };

    private static BraidException ForOperator(string what) =>
        new(ErrorKind.Unavailable, $"The assistant's provider {what}. Whoever runs this installation has to look after it.");
}
