using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using BraidMgr.Api.Json;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace BraidMgr.Api.Pipeline;

/// <summary>
/// Requests that Kestrel cannot even read (a NUL in the path, a line too long, a bad Host) never reach the pipeline; Kestrel
/// answers them without a body. It tells of each before it does so, which is where they get the shape of all errors.
/// </summary>
internal sealed class UnreadableRequests(DiagnosticListener diagnostics) : IHostedService, IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private static readonly BraidException Unreadable =
        new(ErrorKind.Validation, "The request is not HTTP that can be read: look at its address and headers.");

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = diagnostics.Subscribe(this, static (name, _, _) => name == BadRequest);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // What the pipeline has begun, the pipeline answers.
        if (value is { Key: BadRequest, Value: IFeatureCollection request } && request.Get<Exchange>() is null
            && request.Get<IConnectionTransportFeature>()?.Transport.Output is { } connection)
        {
            var status = (request.Get<IBadRequestExceptionFeature>()?.Error as BadHttpRequestException)?.StatusCode;
            connection.Write(Answer(status == StatusCodes.Status413PayloadTooLarge ? BodyReader.TooLarge(null) : Unreadable));
        }
    }

    public void OnCompleted()
    {
        // There is nothing to let go of.
    }

    public void OnError(Exception error)
    {
        // The listener has no errors.
    }

    // There is no response to fill at this point, only the connection: what stands first on it is what the client reads, and it
    // reads no further, as the connection closes. Kestrel's own answer follows and sends both off.
    private static byte[] Answer(BraidException error)
    {
        var id = CorrelationId.Make();
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new ErrorBody(error.Kind.WireCode(), error.Message, new Dictionary<string, string[]>(), id), Wire.TypeInfo<ErrorBody>());
        var status = error.Kind.HttpStatus();
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}
            Content-Type: {MediaTypeNames.Application.Json}
            Content-Length: {json.Length}
            Connection: close
            {CorrelationId.Header}: {id}


            """);
        return [.. Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n")), .. json];
    }
}
