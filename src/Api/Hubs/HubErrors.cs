using System.Text.Json;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.SignalR;

namespace BraidMgr.Api.Hubs;

/// <summary>Answers errors of the catalogue: the message is <c>CODE: text</c>, and for a rate limit how long to wait is in the text.</summary>
internal sealed class HubErrors(ILogger<HubErrors> logger) : IHubFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocation);
        }
        catch (Exception error)
        {
            throw Translate(error, invocation.HubMethodName);
        }
    }

    /// <inheritdoc/>
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        try
        {
            await next(context);
        }
        catch (Exception error)
        {
            throw Translate(error, "connecting");
        }
    }

    private HubException Translate(Exception error, string what)
    {
        var shown = error is JsonException or InvalidOperationException { Source: "System.Text.Json" }
            ? Error.Invalid("arguments", "must be valid Unicode of the right kind")
            : ErrorTranslation.Of(error);
        if (shown.Kind == ErrorKind.Internal)
        {
            logger.LogError(error, "{Method} of the hub failed", what);
        }

        return new HubException($"{shown.Kind.WireCode()}: {shown.Message}");
    }
}
